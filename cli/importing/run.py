"""An import from file to commits: the whole file is checked before the first write."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from cli.importing import certificates, events, rules
from cli.importing.context import Context
from cli.importing.sheet_row import SheetRow, Trouble
from cli.messages import message, remark
from cli.progress import Bar
from cli.sheets.headings import LOOKED_AT, Columns, find_columns
from cli.sheets.problems import SheetRefused
from cli.sheets.table import Table, open_table
from domain.event import Evidence
from domain.rejected import Rejected
from ledger.entry import Entry
from ledger.service import Ledger, Request

KINDS: Mapping[str, ModuleType] = {"rules": rules, "certificates": certificates, "events": events}

BATCH = 5_000
"""Entries in one commit; what one row says is never divided."""


@dataclass
class Result:
    """What came of an import. `rows` = `recorded` + `unchanged` + `rejected`."""

    rows: int = 0
    recorded: int = 0
    unchanged: int = 0
    rejected: int = 0
    events: int = 0
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)
    repeated: bool = False

    def plain(self) -> dict[str, Any]:
        """Return it as JSON prints it."""
        told = {k: getattr(self, k) for k in ("rows", "recorded", "unchanged", "rejected", "events")}
        return {
            **told,
            "errors": [trouble._asdict() for trouble in self.errors],
            "warnings": [trouble._asdict() for trouble in self.warnings],
        }


@dataclass
class Plan:
    """A checked file: what each good row drafts, and the bad rows with their troubles."""

    result: Result
    heading: list[str]
    drafts: list[list[Entry]]
    bad: list[tuple[list[Any], list[Trouble]]]
    context: Context


def source_of(path: Path) -> str:
    """Return the file as evidence, as a commit keeps it; raises `SheetRefused` where there is none."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            evidence = Evidence(name=path.name, size=file.tell(), sha256=digest)
    except FileNotFoundError:
        raise SheetRefused("import.no_file", file=str(path)) from None
    except OSError as error:
        raise SheetRefused("import.unreadable", file=str(path), reason=error.strerror or str(error)) from None
    return msgspec.json.encode(evidence, order="sorted").decode()


def check(
    ledger: Ledger,
    kind: str,
    path: Path,
    *,
    sheet: str | None,
    overrides: Mapping[str, str],
    body: str | None,
    source: str,
    bar: Bar,
) -> Plan:
    """Read and decide the whole file; raises `SheetRefused` where it cannot be taken at all."""
    of = KINDS[kind]
    with ledger.reading() as reader, open_table(path, sheet=sheet) as table:
        context = Context(ledger, ledger.desk(reader), body, source)
        result = Result()
        before = table.rows.peek(LOOKED_AT)
        columns = find_columns(table.rows, of.KNOWN, required=of.REQUIRED, overrides=overrides)
        heading = next((row for row in before if row.number == columns.row), None)
        _tell_ignored(table, columns, result)
        plan = Plan(result, [str(v or "") for v in heading.values] if heading else [], [], [], context)
        for found in table.rows:
            result.rows += 1
            row = SheetRow(found, columns.positions, table.address, path.parent)
            _decide(row, of, plan)
            bar(result.rows, None)
    return plan


def _decide(row: SheetRow, of: ModuleType, plan: Plan) -> None:
    """Decide one row: it is recorded as a whole, stands already, or is rejected."""
    desk, result = plan.context.desk, plan.result
    drafted, noted = len(desk.drafts), len(desk.remarks)
    try:
        of.plan(row, plan.context)
    except Rejected as no:
        own = "subject" if of is events else "number"
        row.fail(of.BLAME.get(no.code, own), no.code, no.values)
    for said in desk.remarks[noted:]:
        cell = row.cell("subject" if of is events else "number")
        row.warnings.append(Trouble(cell, said.code, remark(said.code, said.values)))
    result.warnings += row.warnings
    if row.errors:
        result.rejected += 1
        result.errors += row.errors
        plan.bad.append((list(row.values), row.errors))
    elif len(desk.drafts) > drafted:
        result.recorded += 1
        result.events += len(desk.drafts) - drafted
        plan.drafts.append(desk.drafts[drafted:])
    else:
        result.unchanged += 1


def _tell_ignored(table: Table, columns: Columns, result: Result) -> None:
    for heading in columns.ignored:
        text = remark("import.ignored_column", {"heading": heading})
        result.warnings.append(Trouble(table.address(columns.row, 0), "import.ignored_column", text))


def write(ledger: Ledger, request: Request, plan: Plan, bar: Bar) -> int:
    """Record the good rows in commits of about `BATCH` entries; return how many entries.

    Raises `Conflict` where somebody else changed what the file was checked
    against; what was recorded by then stands, and the import can be run again.
    """
    versions = dict(plan.context.desk.expected)
    written = {draft.stream for row in plan.drafts for draft in row}
    read_only = {stream: version for stream, version in versions.items() if stream not in written}
    batches = list(_batches(plan.drafts))
    done, total = 0, sum(map(len, batches))
    for number, batch in enumerate(batches):
        expected = read_only | {draft.stream: versions[draft.stream] for draft in batch}
        last = number == len(batches) - 1
        ledger.record(request if last else msgspec.structs.replace(request, command_id=None), batch, expected)
        for draft in batch:
            versions[draft.stream] += 1
        done += len(batch)
        bar(done, total)
    return done


def _batches(rows: Sequence[Sequence[Entry]]) -> list[list[Entry]]:
    batches: list[list[Entry]] = []
    for row in rows:
        if not batches or len(batches[-1]) + len(row) > BATCH:
            batches.append([])
        batches[-1] += row
    return batches


def write_rejects(path: Path, plan: Plan, show: Callable[[Any], str]) -> Path:
    """Write the bad rows and why they were rejected to `FILE.rejects.csv`; return its path."""
    from cli.output import Output
    from cli.sheets.rows import BadCell

    target = path.with_name(f"{path.name}.rejects.csv")
    heading = [name or f"column {at}" for at, name in enumerate(plan.heading, 1)]
    columns = [*heading, *(f"rejected_{key}" for key in Trouble._fields)]
    rows = []
    for values, troubles in plan.bad:
        cells = ["" if v is None or isinstance(v, BadCell) else show(v) for v in values]
        row = dict(zip(heading, cells, strict=False))
        for key in Trouble._fields:
            row[f"rejected_{key}"] = "; ".join(getattr(trouble, key) for trouble in troubles)
        rows.append(row)
    Output("csv", str(target), force=True, encoding="utf-8").rows(rows, columns=columns, table=str)
    return target


def refused_file(path: Path, code: str, values: dict[str, object]) -> Result:
    """Return the result of a file that cannot be taken at all."""
    return Result(errors=[Trouble(path.name, code, message(code, values)[0])])
