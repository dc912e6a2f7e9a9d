"""A published report: what it says stands, whatever is published after it; what makes a correction."""

from typing import Any

import pytest
from telling import BODY, N3, NOBODY, TODAY, given, noticed, registered, voided

from domain.report import (
    PublishedFile,
    ReportPublished,
    argument,
    essential,
    id_of,
    is_contained,
    is_id,
    is_of,
)
from domain.subject import Subject
from ledger.acts import correct
from ledger.desk import Desk, Proposal

FIRST = Subject("report", "REPORT-1")
PDF = PublishedFile(name="r.pdf", size=3, sha256="a" * 64, format="pdf")
CSV = PublishedFile(name="r.csv", size=3, sha256="b" * 64, format="csv")


def event(**own: Any) -> ReportPublished:
    given = {"report": "compliance", "as_of": "2024-07-15", "known_position": 10, "files": (PDF,)}
    return ReportPublished(**{"effective_on": TODAY, "edition": "original", **given, **own})


def publishing(subject: Subject = FIRST, **own: Any) -> Proposal:
    return Proposal(subject, event(**own))


def test_a_report_is_published_about_a_notice_and_a_body_that_are_known() -> None:
    said = publishing(notice=N3.id, of_body=BODY.id)
    given().when(said).then(said)


def test_a_report_about_a_notice_nobody_knows_is_not_published() -> None:
    given().when(publishing(notice="国认监〔2099〕9号")).refused("notice.unknown")


def test_a_report_narrowed_to_a_body_nobody_knows_is_not_published() -> None:
    given().when(publishing(of_body=NOBODY.id)).refused("body.unknown")


def test_a_publication_that_stands_is_not_entered_over() -> None:
    given(publishing()).when(publishing(files=(CSV,))).refused("report.exists")


def test_a_publication_is_not_corrected_but_voided() -> None:
    def changing(desk: Desk) -> None:
        correct(desk, desk.entries(FIRST)[0], "wrong", {"effective_on": "2024-07-30"})

    given(publishing()).doing(changing).refused("report.not_corrected")


def test_a_notice_or_body_that_a_standing_publication_names_is_not_voided() -> None:
    of = Subject("notice", "国认监〔2099〕9号")
    told = given(noticed(of), publishing(notice=of.id))
    told.when(voided(of, 11)).refused("void.depended_on", position=12)
    told = given(registered(body=NOBODY), publishing(of_body=NOBODY.id))
    told.when(voided(NOBODY, 11)).refused("void.depended_on", position=12)


def test_a_voided_publication_no_longer_stands_and_holds_nothing_back() -> None:
    of = Subject("notice", "国认监〔2099〕9号")
    told = given(noticed(of), publishing(notice=of.id), voided(FIRST, 12))
    assert told.state(FIRST, TODAY) is None
    told.when(voided(of, 11)).then(voided(of, 11))


def test_a_publication_has_no_body_and_is_numbered_from_one() -> None:
    assert (FIRST.body, FIRST.number, FIRST.stream) == (None, "REPORT-1", "report:REPORT-1")
    assert id_of(12) == "REPORT-12"
    assert is_id("REPORT-12")
    assert not any(map(is_id, ("REPORT-0", "REPORT-012", "REPORT-", "REPORT-1A", "XREPORT-1")))


# Editions ----------------------------------------------------------------------


def test_what_is_printed_of_a_report_does_not_make_it_another() -> None:
    assert essential(("lang=zh", "days=30", "by=ground", "detail=true")) == ("days=30",)
    assert argument(("days=30", "by=a=b"), "by") == "a=b"
    assert argument(("days=30",), "by") is None


@pytest.mark.parametrize(
    "other",
    [{"report": "overdue"}, {"notice": N3.id}, {"of_body": BODY.id}, {"as_of": "2024-07-16"}],
    ids=str,
)
def test_another_kind_notice_body_or_day_is_another_report(other: dict[str, str]) -> None:
    one, changed = event(), event(**other)
    assert is_of(one, one.report, one.notice, one.of_body, one.as_of)
    assert not is_of(changed, one.report, one.notice, one.of_body, one.as_of)
    assert not is_contained(changed, one)


def test_the_same_files_of_the_same_report_are_contained_whatever_their_names() -> None:
    both = event(files=(PDF, CSV))
    renamed = PublishedFile(name="other.pdf", size=3, sha256=PDF.sha256, format="pdf")
    assert is_contained(event(files=(renamed,)), both)
    assert is_contained(event(arguments=("lang=zh",)), both)
    assert not is_contained(both, event())
    assert not is_contained(event(known_position=11), both)
    assert not is_contained(event(arguments=("days=60",)), both)
    same_bytes = PublishedFile(name="r.txt", size=3, sha256=PDF.sha256, format="table")
    assert not is_contained(event(files=(same_bytes,)), both)
