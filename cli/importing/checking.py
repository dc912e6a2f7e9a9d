"""Reading and deciding a whole file, before the first write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import ModuleType

from cli.importing import certificates, events, rules
from cli.importing.context import Context
from cli.importing.result import Result
from cli.importing.sheet_row import Cells, SheetRow, Trouble
from cli.importing.source import Source
from cli.importing.staging import Staging
from cli.messages import message, remark
from cli.progress import Bar
from cli.sheets.headings import LOOKED_AT, find_columns
from cli.sheets.rows import Value
from cli.sheets.table import Table, open_table
from domain.rejected import Rejected
from ledger.service import Ledger

KINDS: Mapping[str, ModuleType] = {"rules": rules, "certificates": certificates, "events": events}

TOGETHER = 2_000
"""Rows whose histories are read at once."""


@dataclass
class Plan:
    """A checked file: what it drafts and what is wrong with it, and what it was decided on.

    `versions` are those of the streams that many rows build on; a certificate's
    own is implied by the versions of its drafts. `sortable`: its rows say
    nothing of each other, and may be recorded in another order.
    """

    staging: Staging
    result: Result = field(default_factory=Result)
    heading: Sequence[Value] = ()
    versions: Mapping[str, int] = field(default_factory=dict)
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
    """Read and decide the whole file; raises `SheetRefused` where it cannot be taken at all."""
    of = KINDS[kind]
    plan = Plan(staging, sortable=of is certificates)
    result = plan.result
    result.errors = lambda: staging.troubles(error=True)
    result.warnings = lambda: staging.troubles(error=False)
    with ledger.reading() as reader, open_table(source.path, sheet=sheet) as table:
        context = Context(reader, ledger.desk(reader), staging, body, source.evidence)
        before = table.rows.peek(LOOKED_AT)
        columns = find_columns(table.rows, of.KNOWN, required=of.REQUIRED, overrides=overrides)
        plan.heading = next((row.values for row in before if row.number == columns.row), [])
        for heading in columns.ignored:
            _tell(table, staging, columns.row, heading)
        cells = Cells(columns.positions, table.address, source.path.parent)
        while rows := [SheetRow(row, cells) for row in islice(table.rows, TOGETHER)]:
            for row in rows:
                _refusing(of, of.read, row, context)
            context.prepare(row.subject for row in rows)
            for row in rows:
                _decide(row, of, context, result)
            result.rows += len(rows)
            context.let_go()
            bar(*table.done(), result.rows)
        source.check_unchanged()
        if not staging.ascending:
            _reject_what_is_stated_again(of, cells, staging, result)
        plan.versions = context.versions()
    return plan


def _decide(row: SheetRow, of: ModuleType, context: Context, result: Result) -> None:
    """Decide one row: it is recorded as a whole, stands already, or is rejected."""
    _refusing(of, of.decide, row, context)
    drafts, remarks = context.desk.take()
    for said in remarks:
        row.warnings.append(Trouble(row.cell(of.OWN), said.code, remark(said.code, said.values)))
    for trouble in row.warnings:
        context.staging.trouble(row.number, trouble, error=False)
    if row.errors:
        result.rejected += 1
        for trouble in row.errors:
            context.staging.trouble(row.number, trouble, error=True)
        drafts = []
    elif drafts:
        result.recorded += 1
        result.events += len(drafts)
    else:
        result.unchanged += 1
    if row.stated is not None:
        context.staging.state(row.number, row.stated, drafts, row.begun)
    else:
        context.staging.draft(row.number, drafts)


def _refusing(
    of: ModuleType, step: Callable[[SheetRow, Context], None], row: SheetRow, context: Context
) -> None:
    """Take a step with a row; note in which cell a refusal is to be seen."""
    try:
        step(row, context)
    except Rejected as no:
        row.fail(of.BLAME.get(no.code, of.OWN), no.code, no.values)


def _reject_what_is_stated_again(of: ModuleType, cells: Cells, staging: Staging, result: Result) -> None:
    """Reject the later of two rows that state the same, however far apart they are."""
    for number, stream, first in staging.stated_again():
        drafted, failed = staging.retract(number)
        result.recorded -= bool(drafted)
        result.events -= drafted
        result.unchanged -= not drafted and not failed
        result.rejected += not failed
        values = {"id": stream.partition(":")[2], "row": first}
        text = message("import.duplicate", values)[0]
        trouble = Trouble(cells.address_of(number, of.OWN), "import.duplicate", text)
        staging.trouble(number, trouble, error=True)


def _tell(table: Table, staging: Staging, row: int, heading: str) -> None:
    text = remark("import.ignored_column", {"heading": heading})
    staging.trouble(0, Trouble(table.address(row, 0), "import.ignored_column", text), error=False)
