"""Reading and deciding a whole file, before the first write."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import ModuleType

from cli import language
from cli.importing import certificates, events, rules, workers
from cli.importing.context import Context
from cli.importing.findings import Findings
from cli.importing.result import Figures, Result
from cli.importing.sheet_row import Cells, SheetRow, Trouble
from cli.importing.source import Source
from cli.importing.staging import Staging
from cli.messages import message, remark
from cli.progress import Bar
from cli.sheets.headings import LOOKED_AT, find_columns
from cli.sheets.rows import Row, Value
from cli.sheets.table import Table, open_table
from domain.rejected import Rejected
from ledger.service import Ledger

KINDS: Mapping[str, ModuleType] = {"rules": rules, "certificates": certificates, "events": events}

TOGETHER = 2_500
"""Rows whose histories are read at once, and that are recorded at once where each is decided by itself."""


@dataclass
class Plan:
    """A checked file: what it drafts and what is wrong with it, and what it was decided on.

    `versions` are those of the streams that many rows build on; a certificate's
    own is implied by the versions of its drafts. `sortable`: each row is decided by
    itself, so they may be recorded in another order.
    """

    staging: Staging
    result: Result = field(default_factory=Result)
    heading: Sequence[Value] = ()
    versions: dict[str, int] = field(default_factory=dict)
    sortable: bool = False


def check(
    ledger: Ledger,
    kind: str,
    source: Source,
    staging: Staging,
    *,
    sheet: str | None,
    overrides: Mapping[str, str],
    body: str | None,
    bar: Bar,
) -> Plan:
    """Read and decide the whole file.

    Raises `SheetRefused` where it cannot be taken at all, `Conflict` where
    somebody wrote meanwhile, `Rejected` (`process.ended`), `LedgerFault`.
    """
    of = KINDS[kind]
    plan = Plan(staging, sortable=of.ALONE)
    result = plan.result
    result.errors = lambda: staging.troubles(error=True)
    result.warnings = lambda: staging.troubles(error=False)
    with ledger.reading() as reader, open_table(source.path, sheet=sheet) as table:
        before = table.rows.peek(LOOKED_AT)
        columns = find_columns(table.rows, of.KNOWN, required=of.REQUIRED, overrides=overrides)
        plan.heading = next((row.values for row in before if row.number == columns.row), [])
        for heading in columns.ignored:
            _tell(table, staging.findings, columns.row, heading)
        cells = Cells(columns.positions, table.address, source.path.parent)
        desk = ledger.desk(reader)

        def absorb(figures: Figures) -> None:
            result.figures.add(figures)
            staging.flush_many()
            bar(*table.done(), result.figures.rows)

        chunks = iter(lambda: list(islice(table.rows, TOGETHER)), [])
        helpers = workers.how_many(source.size) if of.ALONE and table.sheet is None else 0
        if helpers:
            job = workers.Job(
                ledger=os.fsencode(os.path.abspath(ledger.path)),
                language=language.current(),
                kind=kind,
                file_name=table.file_name,
                folder=os.fsencode(source.path.parent),
                positions=dict(columns.positions),
                body=body,
                source=source.evidence,
                today=desk.today,
            )
            with workers.workers(job, helpers) as checked_by_others:
                for checked in checked_by_others(chunks):
                    workers.agree(plan.versions, checked.versions)
                    staging.pack(checked.findings, bytes(checked.drafts))
                    absorb(checked.figures)
        else:
            context = Context(reader, desk, staging if staging.looked_up else None, body, source.evidence)
            for rows in chunks:
                findings, figures = Findings() if of.ALONE else staging.findings, Figures()
                check_rows(rows, of, cells, context, findings, figures)
                if of.ALONE:
                    staging.pack(findings, findings.let_go())
                absorb(figures)
            plan.versions = context.versions()
        source.check_unchanged()
        if not staging.ascending:
            _reject_what_is_stated_again(of, cells, staging, result.figures)
    return plan


def check_rows(
    rows: Sequence[Row], of: ModuleType, cells: Cells, context: Context, findings: Findings, figures: Figures
) -> None:
    """Read and decide some rows: their drafts and troubles are added to `findings`, and counted."""
    read = [SheetRow(row, cells) for row in rows]
    for row in read:
        try:
            of.read(row, context)
        except Rejected as no:
            _refuse(row, of, no)
    context.prepare(row.subject for row in read)
    for row in read:
        _decide(row, of, context, findings, figures)
    figures.rows += len(rows)
    context.let_go()


def _decide(row: SheetRow, of: ModuleType, context: Context, findings: Findings, figures: Figures) -> None:
    """Decide one row: it is recorded as a whole, stands already, or is rejected."""
    try:
        of.decide(row, context)
    except Rejected as no:
        _refuse(row, of, no)
    drafts, remarks = context.desk.take()
    for said in remarks:
        row.warnings.append(Trouble(row.cell(of.OWN), said.code, remark(said.code, said.values)))
    for trouble in row.warnings:
        findings.trouble(row.number, trouble, error=False)
    if row.errors:
        figures.rejected += 1
        for trouble in row.errors:
            findings.trouble(row.number, trouble, error=True)
        drafts, row.begun = [], None
    elif drafts:
        figures.recorded += 1
        figures.events += len(drafts)
    else:
        figures.unchanged += 1
    if row.stated is not None:
        findings.state(row.number, row.stated, drafts, row.begun)
    else:
        findings.draft(row.number, drafts)


def _refuse(row: SheetRow, of: ModuleType, no: Rejected) -> None:
    """Note in which cell a refusal is to be seen."""
    row.fail(of.BLAME.get(no.code, of.OWN), no.code, no.values)


def _reject_what_is_stated_again(of: ModuleType, cells: Cells, staging: Staging, figures: Figures) -> None:
    """Reject the later of two rows that state the same, however far apart they are."""
    for number, stream, first in staging.stated_again():
        drafted, failed = staging.retract(number)
        figures.recorded -= bool(drafted)
        figures.events -= drafted
        figures.unchanged -= not drafted and not failed
        figures.rejected += not failed
        values = {"id": stream.partition(":")[2], "row": first}
        text = message("import.duplicate", values)[0]
        trouble = Trouble(cells.address_of(number, of.OWN), "import.duplicate", text)
        staging.findings.trouble(number, trouble, error=True)
        staging.flush_many()


def _tell(table: Table, findings: Findings, row: int, heading: str) -> None:
    text = remark("import.ignored_column", {"heading": heading})
    findings.trouble(0, Trouble(table.address(row, 0), "import.ignored_column", text), error=False)
