"""A process that checks rows for an import: `cli.importing.workers` starts it and says what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import starmap
from pathlib import Path

import msgspec

from cli import language
from cli.app import App
from cli.importing.checking import KINDS, check_rows
from cli.importing.context import Context
from cli.importing.findings import Findings
from cli.importing.result import Figures
from cli.importing.sheet_row import Cells
from cli.importing.workers import Checked, Chunk, Job
from cli.sheets.places import address
from cli.sheets.rows import Row
from ledger.processes import Answer, serve, told


def main() -> None:
    """Answer chunks, each with what came of it."""
    serve(_checking)


@contextmanager
def _checking(frame: bytes) -> Iterator[Answer]:
    job = msgspec.msgpack.decode(frame, type=Job)
    language.use(job.language)
    of = KINDS[job.kind]
    cells = Cells(job.positions, partial(address, job.file_name, None), Path(os.fsdecode(job.folder)))
    path = os.fsdecode(job.ledger)
    app = App.open(path, None, debug=False)
    with told(path), app.writing() as ledger, ledger.reading() as reader:
        desk = ledger.desk(reader)
        desk.today = job.today
        context = Context(reader, desk, None, job.body, job.source)

        def answer(frame: bytes) -> bytes:
            rows = [*starmap(Row, msgspec.msgpack.decode(frame, type=Chunk))]
            findings, figures = Findings(), Figures()
            check_rows(rows, of, cells, context, findings, figures)
            drafts = msgspec.Raw(findings.let_go())
            return msgspec.msgpack.encode(Checked(findings, drafts, figures, context.versions()))

        yield answer
