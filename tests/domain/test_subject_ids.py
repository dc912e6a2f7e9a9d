"""Ids in any writing, in one normal form."""

import pytest

from domain.rejected import Rejected
from domain.subject import (
    Subject,
    approval_number,
    normal,
    normal_notice,
    of_stream,
    split_id,
    written_otherwise,
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (" 00114e22766r2l/3502 ", "00114E22766R2L/3502"),
        ("002 FSMS 1300012", "002FSMS1300012"),
        ("Ｒ２＿１３０８００５９０ＳＨＡ－００１", "R2_130800590SHA-001"),
        ("2009010702358369", "2009010702358369"),
        ("r\u3000-\u00a001", "R-01"),
    ],
)
def test_numbers_are_trimmed_upper_case_nfkc_and_without_inner_spaces(written: str, number: str) -> None:
    assert normal(written) == number
    assert normal(number) == number


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("CNCA-R-2002-001/R-07", ("CNCA-R-2002-001", "R-07")),
        ("cnca-r-2002-001/00114E22766R2L/3502", ("CNCA-R-2002-001", "00114E22766R2L/3502")),
        ("ＣＮＣＡ－ＲＦ－２００３－２７／Ａ／Ｂ", ("CNCA-RF-2003-27", "A/B")),
        ("00114E22766R2L/3502", (None, "00114E22766R2L/3502")),
        ("CNCA-R-2002-1/A", (None, "CNCA-R-2002-1/A")),
        ("CNCA-R-2002-12345/A", (None, "CNCA-R-2002-12345/A")),
    ],
)
def test_an_id_is_split_at_the_first_slash_after_an_approval_number(
    text: str, split: tuple[str | None, str]
) -> None:
    assert split_id(text) == split


@pytest.mark.parametrize("text", ["CNCA-R-2002-001", "cnca-rf-2003-27", " CNCA-R-2002-0123 "])
def test_approval_numbers(text: str) -> None:
    assert approval_number(text) == text.strip().upper()


@pytest.mark.parametrize(
    "text", ["", "CNCA-R-2002-1", "CNCA-R-2002-12345", "CNCA-X-2002-001", "CNCA-R-02-001", "x"]
)
def test_what_is_no_approval_number(text: str) -> None:
    with pytest.raises(Rejected) as no:
        approval_number(text)
    assert no.value.code == "body.malformed"


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "()", "（）", "【】", "［］"])
def test_the_brackets_of_a_document_number_are_the_same(brackets: str) -> None:
    assert normal_notice(f"认秘函{brackets[0]}2024{brackets[1]} 31 号") == "认秘函〔2024〕31号"


def test_a_subject_names_its_stream_body_and_number() -> None:
    subject = Subject("certificate", "CNCA-R-2002-001/A/B")
    assert (subject.stream, subject.body, subject.number) == (
        "certificate:CNCA-R-2002-001/A/B",
        "CNCA-R-2002-001",
        "A/B",
    )
    assert of_stream(subject.stream) == subject
    notice = Subject("notice", "认秘函〔2024〕31号")
    assert (notice.body, notice.number) == (None, notice.id)


@pytest.mark.parametrize(
    ("text", "number", "written"),
    [
        ("CNCA-R-2002-001/C1", "C1", None),
        ("C1", "C1", None),
        ("CNCA-R-2002-001/c1", "C1", "c1"),
        ("cnca-r-2002-001/C1", "C1", None),
        ("C 1", "C1", "C 1"),
        ("Ｃ１", "C1", "Ｃ１"),
        ("ＣＮＣＡ－Ｒ－２００２－００１／C1", "C1", None),
    ],
)
def test_a_number_is_kept_as_it_was_written_where_that_differs(
    text: str, number: str, written: str | None
) -> None:
    assert written_otherwise(text, number) == written
