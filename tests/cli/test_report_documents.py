"""The smaller reports as page, workbook and paper: they say what their JSON says, in either language."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cli.render.pdf import font
from domain import platform
from domain.rejected import Rejected

BODY, OTHER = "CNCA-R-2099-001", "CNCA-RF-2099-04"
N31 = "cnca-2024-31"
NAMES = {
    "C1": "<script>alert(1)</script>",
    "C2": "=cmd|' /C calc'!A0",
    "C3": "\"甲\", '乙'",
    "C4": "名" * 300,
    "C5": "𠮷𪚥有限公司",
    "1E5": "样例公司",
}
REPORTS = {
    "overdue": ("--notice", N31),
    "notices": ("--notice", N31),
    "suspensions": (),
    "filing": (),
    "body": (BODY,),
    "month": ("2024-07",),
}
AS_OF = ("--as-of", "2024-07-31")


def font_installed() -> bool:
    try:
        font.font()
    except Rejected:
        return False
    return True


each_report = pytest.mark.parametrize("name", REPORTS)
both_languages = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture(autouse=True)
def story(clerk: Any, issue: Callable[..., int]) -> None:
    """Hostile names in every place of a report; something of each kind to list."""
    clerk.record(
        "body", "register", OTHER, "--name", NAMES["C1"], "--contact", NAMES["C2"], "--on", "2023-01-01"
    )
    kind = ("--category", "neutrality", "--scheme", "service", "--on", "2024-03-02")
    clerk.record("rule", "file", f"{OTHER}/R1", "--name", NAMES["C1"], *kind, "--published-on", "2024-01-01")
    for number, name in NAMES.items():
        given = ("--rule", f"{BODY}/R1", "--expires", "2027-01-01", "--on", "2024-01-10")
        clerk.record("cert", "issue", f"{BODY}/{number}", "--holder", name, *given)
    for rule in (f"{BODY}/R1", f"{OTHER}/R1"):
        clerk.record("rule", "flag", rule, "--ground", "out_of_scope", "--notice", N31, "--on", "2024-07-03")
    clerk.record("cert", "notify", f"{BODY}/C1", "--by", NAMES["C2"], "--on", "2024-07-04")
    clerk.record(
        "cert", "revoke", f"{BODY}/C1", "--on", "2024-07-05", "--reason", "other", "--why", NAMES["C2"]
    )
    clerk.record("cert", "cancel", f"{BODY}/1E5", "--on", "2024-07-15", "--reason", "rule_out_of_scope")
    late = ("--until", "2024-07-20", "--reason", "nonconformity")
    clerk.record("cert", "suspend", f"{BODY}/C2", "--on", "2024-07-10", *late)


@pytest.fixture
def made(clerk: Any, tmp_path: Path) -> Callable[..., bytes]:
    def made(name: str, form: str, lang: str = "zh", *more: str) -> bytes:
        path = tmp_path / f"{name}.{lang}.{form}"
        line = ("report", name, *REPORTS[name], *AS_OF, *more, "--format", form, "-o", str(path), "--force")
        clerk.run(*line, lang=lang)
        return path.read_bytes()

    return made


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def texts(data: bytes) -> Iterator[str]:
    for rows in sheets(data).values():
        for row in rows:
            yield from (cell for cell in row if isinstance(cell, str))


@each_report
@both_languages
def test_a_workbook_has_the_rows_of_the_report(
    clerk: Any, made: Callable[..., bytes], name: str, lang: str
) -> None:
    said = clerk.json("report", name, *REPORTS[name], *AS_OF)
    data = made(name, "xlsx", lang)
    rows = [
        *said.get("rows", []),
        *(row for group in said.get("groups", []) for row in group.get("rows", [])),
    ]
    rows += [row for notice in said.get("notices", []) for row in notice["undone"]]
    listed = {str(row[key]) for row in rows for key in ("subject", "certificate") if key in row}
    listed |= {row["rule"] for row in rows if "days_late" in row}
    assert listed
    assert {each.rpartition("/")[2] for each in listed} <= {*texts(data)}


def under(data: bytes, *headings: str) -> dict[str, list[float]]:
    """Return the numbers of the table that has just these headings, by the first cell of each row."""
    for rows in sheets(data).values():
        for at, row in enumerate(rows):
            if [cell for cell in row if cell != ""] == [*headings]:
                return {
                    str(cells[0]): [cell for cell in cells if isinstance(cell, float)]
                    for cells in rows[at + 1 :]
                    if cells[0] != ""
                }
    raise AssertionError(headings)


def same(found: dict[str, list[float]], expected: dict[str, list[int]]) -> None:
    """Compare rows of a table, and its sums by formula with its total."""
    assert {key: found[key] for key in expected} == expected
    assert found["Sum by formula"] == found["Total"]


GROUPED = {
    "overdue": ("Body", "Name", "Contact", "Overdue", "Open", "Pending"),
    "suspensions": ("Body", "Suspended", "Past last day", "Over 6 months"),
    "filing": ("Body", "Rules", "In time", "Late", "Undated"),
    "notices": (
        *("Body", "Certificates", "Before settling", "On the day of settling"),
        *("Only after settling", "Not settled yet", "Not told"),
    ),
}


@pytest.mark.parametrize("name", GROUPED)
def test_the_figures_of_each_body_are_those_of_the_report(
    clerk: Any, made: Callable[..., bytes], name: str
) -> None:
    said = clerk.json("report", name, *REPORTS[name], *AS_OF)
    groups = {group["body"]: list(group["figures"].values()) for group in said["groups"]}
    assert groups
    found = under(made(name, "xlsx", "en"), *GROUPED[name])
    same(found, {**groups, "Total": list(said["summary"].values())})


def test_the_figures_of_a_sheet_are_each_in_their_place(clerk: Any, made: Callable[..., bytes]) -> None:
    said, data = clerk.json("report", "body", BODY, *AS_OF), made("body", "xlsx", "en")
    certificates = {status.capitalize(): [n] for status, n in said["certificates"].items()}
    same(under(data, "Status", "Certificates"), certificates)
    statuses = ("filed", "flagged", "deregistered")
    (cell,) = said["cells"]
    same(
        under(data, "Category", "Scheme", "Rules", *map(str.capitalize, statuses)),
        {
            "reduction": [cell[key] for key in ("rules", *statuses)],
            "Total": [said["rules"][key] for key in ("total", *statuses)],
        },
    )
    (notice,) = said["notices"]
    actions = ("deregister_rule", "refile_rule", "settle_certificate")
    same(
        under(data, "Obligation", "Total", "On time", "Late", "Lapsed", "Open", "Overdue"),
        {action.replace("_", " "): list(notice["summary"][action].values()) for action in actions},
    )
    told = list(under(data, "Holders told", "Certificates").values())
    of_all, *of_each = notice["told"].values()
    assert [n for (n,) in told[:6]] == [*of_each, of_all]


def test_the_figures_of_a_month_are_each_in_their_place(clerk: Any, made: Callable[..., bytes]) -> None:
    said, data = clerk.json("report", "month", "2024-07", *AS_OF), made("month", "xlsx", "en")
    summary = said["summary"]
    changes = {change.capitalize(): [n] for change, n in summary["changes"].items()}
    assert under(data, "Kind of change", "Certificates") == changes
    codes = {"valid": "01", "suspended": "02", "revoked": "03", "cancelled": "04", "expired": "05"}
    statuses = {codes[status]: [n] for status, n in summary["statuses"].items()}
    found = under(data, "Platform code", "Status", "Certificates")
    same(found, {**statuses, "Total": [summary["certificates"]]})
    (group,) = said["groups"]
    headings = ("Body", "Certificates", *(status.capitalize() for status in codes))
    same(
        under(data, *headings),
        {BODY: [group["figures"]["certificates"], *group["figures"]["statuses"].values()]},
    )


@both_languages
def test_the_sheet_that_is_handed_in_has_the_59_columns_and_nothing_else(
    clerk: Any, made: Callable[..., bytes], lang: str
) -> None:
    rows = clerk.json("report", "month", "2024-07", *AS_OF)["rows"]
    heading, *body = list(sheets(made("month", "xlsx", lang)).values())[-1]
    assert heading == [column.name for column in platform.COLUMNS]
    assert len(body) == len(rows) == 3
    keys = list(platform.KEYS)
    for cells, row in zip(body, rows, strict=True):
        found = dict(zip(keys, cells, strict=True))
        for column in platform.COLUMNS:
            value, cell = row[column.key], found[column.key]
            if value is None:
                assert cell == ""
            elif column.kind == "day":
                assert cell == date.fromisoformat(value)
            elif column.kind == "count":
                assert cell == value
            elif column.key not in {"change_type", "suspension_reason", "withdrawal_reason"}:
                assert cell == value, column.key
    assert [row[keys.index("certificate")] for row in body] == ["1E5", "C1", "C2"]
    assert [row[keys.index("change_type")] for row in body] == ["注销", "撤销", "暂停"]
    assert [row[keys.index("withdrawal_reason")] for row in body] == ["", NAMES["C2"], ""]
    assert [row[keys.index("suspension_reason")] for row in body] == ["", "", "不符合认证要求"]


@each_report
@pytest.mark.parametrize("form", ["html", "xlsx"])
def test_a_report_without_rows_is_a_document_too(clerk: Any, tmp_path: Path, name: str, form: str) -> None:
    of = {"body": (OTHER,), "month": ("2023-03",)}.get(name, REPORTS[name])
    path = tmp_path / f"empty.{form}"
    clerk.run("report", name, *of, "--as-of", "2023-03-31", "--format", form, "-o", str(path))
    assert path.stat().st_size > 1_000
    assert clerk.error("report", name, *of, "--format", form, "-o", str(path))["code"] == "output.exists"


@each_report
def test_names_are_text_on_a_page_that_runs_nothing(made: Callable[..., bytes], name: str) -> None:
    page = made(name, "html").decode()
    assert "<script" not in page


def test_every_name_arrives_whole_in_the_workbook(made: Callable[..., bytes]) -> None:
    assert {*NAMES.values()} <= {*texts(made("notices", "xlsx"))}


@pytest.mark.parametrize(("name", "form"), [("body", "html"), ("month", "xlsx")])
def test_the_same_report_is_the_same_bytes(made: Callable[..., bytes], name: str, form: str) -> None:
    assert made(name, form) == made(name, form)


@pytest.mark.skipif(not font_installed(), reason="the font Noto Sans CJK SC is not installed")
@each_report
def test_each_report_can_be_put_on_paper(made: Callable[..., bytes], name: str) -> None:
    assert made(name, "pdf").startswith(b"%PDF-")
