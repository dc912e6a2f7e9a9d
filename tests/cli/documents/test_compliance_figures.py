"""Every figure in every format comes from the one typed statement: each format is read back and compared."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cli.render.pdf.font import font
from domain.rejected import Rejected

BODY, OTHER = "CNCA-R-2099-001", "CNCA-R-2099-002"
LINE = ("report", "compliance", "--notice", "cnca-2024-31", "--as-of", "2024-08-20")
JUDGED = ("deregister_rule", "refile_rule", "settle_certificate")
OUTCOMES = ("on_time", "late", "lapsed", "open", "overdue")
COUNTED = ("total", *OUTCOMES)
ACTIONS = (*JUDGED, "dispose_certificate")
Figures = list[float]
Issue = Callable[..., int]


@pytest.fixture
def some(clerk: Any, issue: Issue) -> None:
    """Two bodies; each outcome, each ground, a refiling, a withdrawn flag, a void, late entries."""
    clerk.record("body", "register", OTHER, "--name", "虚构样例质量认证有限公司", "--on", "2023-01-01")
    named = (
        "--name",
        "温室气体核查",
        "--category",
        "disclosure",
        "--scheme",
        "service",
        "--on",
        "2023-02-01",
    )
    clerk.record("rule", "file", f"{OTHER}/Z1", *named)
    for number in ("A1", "A2", "A3", "A4", "A5"):
        issue(number)
    issue("A6", expires="2024-07-10")
    issue("A7", expires="2024-08-01")
    for number in ("B1", "B2"):
        issue(number, rule="R2")
    issue("C1", rule="R3")
    clerk.record("cert", "suspend", f"{BODY}/A2", "--on", "2024-06-01")
    flag = ("--notice", "cnca-2024-31", "--on", "2024-07-05", "--ground")
    for rule, ground in (
        (f"{BODY}/R1", "out_of_scope"),
        (f"{BODY}/R2", "misclassified"),
        (f"{BODY}/R3", "out_of_scope"),
        (f"{OTHER}/Z1", "out_of_scope"),
    ):
        clerk.record("rule", "flag", rule, *flag, ground)
    clerk.record("rule", "unflag", f"{BODY}/R3", "--notice", "cnca-2024-31", "--on", "2024-07-08")
    clerk.record("rule", "deregister", f"{BODY}/R1", "--on", "2024-07-15")
    clerk.record("rule", "deregister", f"{BODY}/R2", "--on", "2024-07-17")
    clerk.record("rule", "refile", f"{BODY}/R2", "--as", "R9", "--on", "2024-07-18")
    done = ("--reason", "rule_out_of_scope", "--notice", "cnca-2024-31")
    clerk.record("cert", "cancel", f"{BODY}/A1", "--on", "2024-07-12", *done)
    clerk.record("cert", "revoke", f"{BODY}/A2", "--on", "2024-07-20", *done)
    clerk.record("cert", "cancel", f"{BODY}/A3", "--on", "2024-07-15")
    clerk.record("cert", "transfer", f"{BODY}/B1", "--to", f"{BODY}/R9", "--on", "2024-07-25")
    mistaken = clerk.record("cert", "cancel", f"{BODY}/A4", "--on", "2024-07-14")[0]["position"]
    clerk.record("void", f"#{mistaken}", "--why", "another certificate", "--yes")


# What must be there, from the JSON alone ---------------------------------------


def figures(made: dict[str, Any]) -> Iterator[Figures]:
    """Yield the rows of figures, table by table, in the order of the document."""
    summary, judged = made["summary"], made["conclusion"]["judged"]
    yield from ([summary[action][name] for name in COUNTED] for action in JUDGED)
    yield [judged[name] for name in COUNTED]
    left = [line for line in made["ranking"] if any(line["undone"].values()) or line["pending"]]
    undone = [
        [*(line["undone"][action] for action in JUDGED), line["pending"], line["judged"]["overdue"]]
        for line in left
    ]
    yield from with_sums(undone)
    rules, bridges = made["population"]["rules"], made["population"]["obligations"]
    yield [rules["ever"], *(bridge["ever"] for bridge in bridges)]
    yield [-rules["withdrawn"], *(-bridge["withdrawn"] for bridge in bridges)]
    yield [rules["flagged"], *(bridge["owed"] for bridge in bridges)]
    for outcome in (*OUTCOMES, "done", "pending"):
        yield [bridge["outcomes"][outcome] for bridge in bridges if outcome in bridge["outcomes"]]
    yield [bridge["owed"] for bridge in bridges]
    yield from with_sums(
        [[*(cell["outcomes"][name] for name in COUNTED), cell["incomplete"]] for cell in made["grid"]]
    )
    for action in ("settle_certificate", "dispose_certificate"):
        ended = [each for each in made["settlements"] if each["action"] == action]
        kinds = {(each["act"], each["reason"]): [0, 0] for each in ended}
        for each in ended:
            kinds[each["act"], each["reason"]][each["former"] == "suspended"] += each["count"]
        yield from with_sums([[*counts, sum(counts)] for counts in kinds.values()])
    steps = made["burndown"]
    yield from ([step[k] for k in ("opened", "settled", "lapsed", "remaining")] for step in steps)
    yield [*(sum(step[k] for step in steps) for k in ("opened", "settled", "lapsed")), steps[-1]["remaining"]]
    yield from ([each["effective"], each["recorded"]] for each in made["closures"])
    yield from with_sums(
        [[age["rules"], age["certificates"], age["rules"] + age["certificates"]] for age in made["ageing"]]
    )
    yield from (_ranked(line) for line in made["ranking"])
    yield from ([each["count"]] for each in made["irregularities"])


def balances(made: dict[str, Any]) -> list[Figures]:
    """Return both sums of each balance; they stand among figures of the sides' own."""
    return [
        [sum(term["sign"] * term["value"] for term in balance[side]) for side in ("left", "right")]
        for balance in made["balances"]
    ]


def _ranked(line: dict[str, Any]) -> Figures:
    judged = line["judged"]
    shares = [round(judged[name] / judged["total"], 3) for name in ("overdue", "late")]
    return [line["rank"], line["rules"], *(judged[name] for name in COUNTED), *shares, line["pending"]]


def with_sums(rows: list[Figures]) -> list[Figures]:
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


# What is there -----------------------------------------------------------------


def number(text: str) -> float | None:
    """Return a cell as the number that it shows; None for what is none."""
    text = text.strip().replace(",", "").replace("−", "-")
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"\d+\.\d%", text):
        return round(float(text[:-1]) / 100, 3)
    return None


class Rows(HTMLParser):
    """The cells of each row of all tables."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def of_html(path: Path) -> list[Figures]:
    parser = Rows()
    parser.feed(path.read_text("utf-8"))
    return numbers(parser.rows)


def of_xlsx(path: Path) -> list[Figures]:
    book = CalamineWorkbook.from_path(str(path))
    found = []
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
            cells = [cell for cell in row if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
            found.append([round(cell, 3) for cell in cells])
    return found


def of_pdf(path: Path) -> list[Figures]:
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return numbers(line.split() for line in done.stdout.splitlines())


def numbers(rows: Iterable[Iterable[str]]) -> list[Figures]:
    return [[found for cell in row if (found := number(cell)) is not None] for row in rows]


def missing(wanted: Iterable[Figures], found: list[Figures]) -> Figures | None:
    """Return the first row of figures that does not come after the one before.

    A row must be whole; in a line of running text, words with numbers may come before it.
    """
    rows = iter(found)
    for row in wanted:
        if not any(each[-len(row) :] == row for each in rows):
            return row
    return None


def unbalanced(wanted: Iterable[Figures], found: list[Figures]) -> Figures | None:
    """Return the first balance whose two sums do not stand in one line after the balance before."""
    rows = iter(found)
    for left, right in wanted:
        if not any(left in each and right in each[each.index(left) + 1 :] for each in rows):
            return [left, right]
    return None


def needs_pdf() -> None:
    """Skip where a PDF cannot be made, or not be read."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    try:
        font()
    except Rejected as missing_font:
        pytest.skip(missing_font.code)


READ = {"html": of_html, "xlsx": of_xlsx, "pdf": of_pdf}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("written_as", list(READ))
def test_each_figure_of_the_statement_stands_in_each_format(
    clerk: Any, some: None, written_as: str, lang: str
) -> None:
    if written_as == "pdf":
        needs_pdf()
    made = clerk.json(*LINE, "--full")
    wanted = list(figures(made))
    path = clerk.folder / f"report.{written_as}"
    clerk.run(*LINE, "--format", written_as, "-o", str(path), lang=lang)
    found = READ[written_as](path)
    assert missing(wanted, found) is None
    assert unbalanced(balances(made), found) is None
    for at, row in enumerate(wanted):  # the comparison would find any other figure
        assert missing([*wanted[:at], [row[0] + 1000, *row[1:]]], found) is not None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_large_numbers_are_those_of_the_conclusion(clerk: Any, some: None, lang: str) -> None:
    found = clerk.json(*LINE, "--full")["conclusion"]
    judged = found["judged"]
    path = clerk.folder / "report.html"
    clerk.run(*LINE, "--format", "html", "-o", str(path), lang=lang)
    shown = re.findall(r'<dd class="number">([0-9,]+)', path.read_text("utf-8"))
    assert [int(text.replace(",", "")) for text in shown] == [
        *(found["rules_flagged"], judged["total"], judged["on_time"] + judged["lapsed"], judged["late"]),
        *(judged["overdue"], found["bodies_outstanding"], judged["open"], found["pending"]),
    ]
