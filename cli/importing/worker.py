"""A process that checks rows for an import: `cli.importing.workers` starts it and says what to do."""

import os
import signal
import sys
from functools import partial
from itertools import starmap
from pathlib import Path

import msgspec

from cli import language
from cli.app import App
from cli.importing.checking import KINDS, check_rows
from cli.importing.context import Context
from cli.importing.held import Held
from cli.importing.result import Figures
from cli.importing.sheet_row import Cells
from cli.importing.workers import Checked, Chunk, Failed, Job, receive, send
from cli.sheets.places import address
from cli.sheets.rows import Row
from ledger.database import LedgerFault
from ledger.garbage import nothing_collected


def main() -> None:
    """Answer chunks until no more come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this decides when it ends
    # What anything prints must not get between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    chunks = sys.stdin.buffer
    frame = receive(chunks)
    if frame is None:
        return
    job = msgspec.msgpack.decode(frame, type=Job)
    language.use(job.language)
    app = App.open(job.ledger, None, debug=False)
    try:
        with nothing_collected(), app.writing() as ledger, ledger.reading() as reader:
            desk = ledger.desk(reader)
            desk.today = job.today
            context = Context(reader, desk, None, job.body, job.source)
            of = KINDS[job.kind]
            cells = Cells(job.positions, partial(address, job.file_name, None), Path(job.folder))
            while (frame := receive(chunks)) is not None:
                rows = [*starmap(Row, msgspec.msgpack.decode(frame, type=Chunk))]
                held, figures = Held(), Figures()
                check_rows(rows, of, cells, context, held, figures)
                send(answers, msgspec.msgpack.encode(Checked(held, figures, context.versions())))
    except LedgerFault as fault:
        values = {key: v if isinstance(v, int) else str(v) for key, v in fault.values.items()}
        send(answers, msgspec.msgpack.encode(Failed(fault.code, values)))
    except BrokenPipeError:
        return  # nobody waits any more
