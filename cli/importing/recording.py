"""Recording a checked file, in commits of bounded size."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from cli.importing.checking import Plan
from cli.importing.drafts import bound
from cli.importing.sheet_row import Trouble
from cli.importing.source import Source
from cli.progress import Bar
from cli.sheets.rows import BadCell, Row
from cli.sheets.table import open_table
from ledger.bulk import Bulk
from ledger.processes import answers, helpers, processes
from ledger.service import Ledger, Request

BATCH = 5_000
"""Entries in one commit, or a row's more; what one row says is never divided.

Rows that are decided by themselves are recorded as they were checked, so many at once.
"""

WORTH_IT = 20_000
"""Entries from which on the start of another process pays."""

MOST = 2
"""More would wait for the one that records."""


def write(ledger: Ledger, request: Request, plan: Plan, bar: Bar) -> None:
    """Record the good rows, in the order of the file or, where that is quicker, of their ids.

    Within a commit, new certificates come before everything else.

    Raises `Conflict` where somebody else changed what the file was checked
    against; what was recorded by then stands, and the import can be run again.
    """
    versions = dict(plan.versions)
    done, total = 0, plan.result.figures.events
    if plan.sortable and total > BATCH and not plan.staging.ascending:
        plan.staging.in_order_of_streams()
    with closing(_bulks(plan.staging.batches(BATCH), total)) as bulks:
        for bulk in bulks:
            done += bulk.entries
            own = request if done == total else msgspec.structs.replace(request, command_id=None)
            ledger.record_many(own, bulk, versions)
            versions.update(
                {stream: bulk.versions[stream] for stream in versions.keys() & bulk.versions.keys()}
            )
            bar(done, total)


def _bulks(batches: Iterable[bytes], total: int) -> Generator[Bulk]:
    """Bind batches: the next ones in other processes, while one is recorded, where there are many."""
    count = helpers(total, worth_it=WORTH_IT, most=MOST)
    if not count:
        yield from map(bound, batches)
        return
    with processes("cli.importing.binder", count) as crew:
        yield from map(msgspec.msgpack.Decoder(Bulk).decode, answers(crew, batches))


def write_rejects(source: Source, sheet: str | None, plan: Plan, show: Callable[[Any], str]) -> Path:
    """Write the bad rows and why they were rejected to `FILE.rejects.csv`; return its path.

    The file is read once more: the rows are not kept, there may be millions. Raises
    `SheetRefused` (`import.changed`) where it is no longer what was checked.
    """
    from cli.output import Output

    target = source.path.with_name(f"{source.path.name}.rejects.csv")
    heading = [str(name or f"column {at}") for at, name in enumerate(plan.heading, 1)]
    columns = [*heading, *(f"rejected_{key}" for key in Trouble._fields)]
    with open_table(source.path, sheet=sheet) as table:
        rejected = iter(plan.staging.rejected())

        def rows() -> Any:
            wanted = next(rejected, None)
            for row in table.rows:
                if wanted is not None and row.number == wanted[0]:
                    yield _rejected(row, wanted[1], heading, show)
                    wanted = next(rejected, None)
            source.check_unchanged()

        Output("csv", str(target), force=True, encoding="utf-8").rows(rows(), columns=columns, table=str)
    return target


def _rejected(
    row: Row, troubles: list[Trouble], heading: list[str], show: Callable[[Any], str]
) -> dict[str, str]:
    cells = ["" if v is None or isinstance(v, BadCell) else show(v) for v in row.values]
    said = dict(zip(heading, cells, strict=False))
    for key in Trouble._fields:
        said[f"rejected_{key}"] = "; ".join(getattr(trouble, key) for trouble in troubles)
    return said
