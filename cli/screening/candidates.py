"""The rules that are screened: those of the ledger, or the rows of a file."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from cli.errors import say
from cli.importing.rules import CATEGORY_WORDS, KNOWN, SCHEME_WORDS
from cli.importing.sheet_row import Cells, SheetRow
from cli.messages import remark
from cli.sheets.headings import find_columns
from cli.sheets.table import open_table
from domain.rejected import Rejected
from domain.screening import Facts
from domain.subject import Subject, checked, normal, split_id

CATEGORIES = {normal(word): code for word, code in CATEGORY_WORDS.items()}
SCHEMES = {normal(word): code for word, code in SCHEME_WORDS.items()}


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A rule to screen: its id, facts, and what the ledger says of it.

    `row` is that of the file; `status` is None for a rule that the ledger does
    not hold, `flag` is (ground, position) of the one under the notice.
    """

    id: str | None
    facts: Facts
    row: int | None = None
    status: str | None = None
    flag: tuple[str, int] | None = None


def of_ledger(states: Iterable[Mapping[str, Any]], notice: str) -> Iterator[Candidate]:
    """Yield rules of the ledger, given as `show` and `list` print them."""
    for state in states:
        facts = Facts(
            name=state["name"],
            category=state["category"],
            scheme=state["scheme"],
            basis=tuple(state["basis"]),
        )
        yield Candidate(id=state["id"], facts=facts, status=state["status"], flag=flag_under(state, notice))


def flag_under(state: Mapping[str, Any], notice: str) -> tuple[str, int] | None:
    """Return (ground, position) of the flag that stands under a notice."""
    flags = (flag for flag in state["flags"] if flag["notice"] == notice)
    return next(((flag["ground"], flag["position"]) for flag in flags), None)


def of_file(
    path: str, *, sheet: str | None, overrides: Mapping[str, str], body: str | None
) -> list[Candidate]:
    """Return the rules of a file with the columns of `import rules`; only the name is needed.

    Raises `SheetRefused`, and `Rejected` (`screening.unreadable_rows`) naming every bad cell.
    """
    found, bad, rows = [], [], 0
    with open_table(Path(path), sheet=sheet) as table:
        columns = find_columns(table.rows, KNOWN, required=("name",), overrides=overrides)
        for heading in columns.ignored:
            say(remark("import.ignored_column", {"heading": heading}))
        cells = Cells(columns.positions, table.address, Path(path).parent)
        for raw in table.rows:
            row = SheetRow(raw, cells)
            candidate = _candidate(row, body)
            bad += [trouble.line() for trouble in row.errors]
            rows += 1
            if candidate is not None:
                found.append(candidate)
    if bad:
        raise Rejected("screening.unreadable_rows", bad=bad, rows=rows, path=path)
    return found


def _candidate(row: SheetRow, default: str | None) -> Candidate | None:
    name = row.text("name", required=True)
    of, number = split_id(row.text("number") or "")
    body = of or row.body("body", default)
    category, scheme = row.text("category"), row.text("scheme")
    basis = row.texts("basis")
    if row.errors or name is None:
        return None
    try:
        named = checked(Subject("rule", f"{body}/{number}")).id if body and number else number or None
    except Rejected as no:
        row.fail("number", no.code, no.values)
        return None
    facts = Facts(
        name=name,
        category=_code(category, CATEGORIES),
        scheme=_code(scheme, SCHEMES),
        basis=basis,
    )
    return Candidate(id=named, facts=facts, row=row.number)


def _code(text: str | None, words: Mapping[str, str]) -> str | None:
    """Return the code of a word in any writing; the text itself where it is none's."""
    if text is None:
        return None
    return words.get(normal(text), text)
