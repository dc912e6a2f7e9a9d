"""Where data goes: stdout or a file, whole or not at all."""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any, BinaryIO

import click
import msgspec

from cli.command import Option, add
from cli.language import gettext as _
from domain.rejected import Rejected
from ledger.database import put_in_place

FORMATS = ("table", "csv", "json", "jsonl")

WATCH_EVERY = 50_000
"""Steps of SQLite's machine between two looks at stdout: some hundredths of a second."""

Rows = Iterable[Mapping[str, Any]]


class Output(msgspec.Struct, frozen=True):
    """How and where a command prints its data."""

    format: str
    path: str | None
    force: bool
    encoding: str

    @property
    def coloured(self) -> bool:
        """Tell whether colours reach a person: on a terminal, unless NO_COLOR is set (no-color.org)."""
        wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return wanted and self.path is None and sys.stdout is not None and sys.stdout.isatty()

    def text(self, text: str) -> None:
        """Print a text that is ready."""
        with self._stream() as write:
            write(text)

    def rows(
        self,
        rows: Rows,
        *,
        columns: Sequence[str],
        table: Callable[[Rows], str | Iterator[str]],
        live: bool = False,
    ) -> None:
        """Print rows as they come: as a list, one a line, as CSV under `columns`, or as `table` draws them.

        A table is drawn whole, or in pieces. `live` rows are sent on one by one.
        """
        with self._stream(live=live) as write:
            match self.format:
                case "json" | "jsonl":
                    from cli.render import json

                    (json.write_list if self.format == "json" else json.write_lines)(write, rows)
                case "csv":
                    from cli.render import csv

                    csv.write_rows(write, rows, columns)
                case _:
                    drawn = table(rows)
                    for piece in (drawn,) if isinstance(drawn, str) else drawn:
                        write(piece + "\n")

    def watch(self, reader: sqlite3.Connection) -> None:
        """Let a long reading send on what it has, and end where nobody reads stdout any more."""
        if self.path is None and _descriptor() is not None:
            reader.set_progress_handler(_in_vain, WATCH_EVERY)

    def is_read(self) -> bool:
        """Tell whether somebody may still read what is printed."""
        return self.path is not None or not _in_vain()

    def value(self, value: Mapping[str, Any], *, table: Callable[[], str]) -> None:
        """Print one value: as JSON, as one line of CSV, or as `table` draws it."""
        with self._stream() as write:
            match self.format:
                case "json" | "jsonl":
                    from cli.render import json

                    json.write_value(write, value) if self.format == "json" else json.write_lines(
                        write, [value]
                    )
                case "csv":
                    from cli.render import csv

                    csv.write_rows(write, [value], list(value))
                case _:
                    write(table() + "\n")

    def file(self, write: Callable[[BinaryIO], None]) -> None:
        """Write what is no text: to the file of -o, or to stdout where no person looks at it.

        Raises a usage error for a terminal.
        """
        if self.path is not None:
            with self._draft() as file:
                write(file)
            return
        if sys.stdout is not None and sys.stdout.isatty():
            raise click.UsageError(_("{format} is no text: name a file with -o.").format(format=self.format))
        from io import BytesIO

        whole = BytesIO()
        write(whole)
        self._send(whole.getvalue())

    def _send(self, data: bytes) -> None:
        """Write bytes to stdout as they are."""
        if sys.stdout is None:
            raise Rejected("output.failed", path="stdout", detail="it is closed")
        sys.stdout.flush()
        with self._to_stdout(sys.stdout.buffer):
            sys.stdout.buffer.write(data)

    @contextmanager
    def _stream(self, *, live: bool = False) -> Iterator[Callable[[str], None]]:
        """Yield what takes text; a file appears under its name when all of it is written.

        The first text is sent on at once, all others too where they are `live`.
        """
        if self.path is None:
            if sys.stdout is None:
                raise Rejected("output.failed", path="stdout", detail="it is closed")
            stdout = sys.stdout.buffer
            sys.stdout.flush()
            # What programs read is UTF-8 whatever the terminal speaks.
            own = self.format != "table" or self.encoding != "utf-8"
            encoding = self.encoding if own else (sys.stdout.encoding or "utf-8")
            begun = False

            def write(text: str) -> None:
                nonlocal begun
                _put(stdout, text, encoding, "strict" if own else "replace")
                if live or not begun:
                    stdout.flush()
                begun = True

            with self._to_stdout(stdout), _watching(stdout):
                yield write
            return
        with self._draft() as file:
            if self.format == "csv" and self.encoding == "utf-8":
                file.write(b"\xef\xbb\xbf")  # spreadsheet programs need it
            yield lambda text: _put(file, text, self.encoding, "strict")

    @contextmanager
    def _to_stdout(self, stdout: BinaryIO) -> Iterator[None]:
        """Send on what was written, and say where that fails; nobody reading is no failure."""
        try:
            yield
            stdout.flush()
        except OSError as error:
            # What could not be written would be tried again when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
            if isinstance(error, BrokenPipeError):
                sys.exit(0)
            raise Rejected("output.failed", path="stdout", detail=error.strerror or str(error)) from error

    @contextmanager
    def _draft(self) -> Iterator[BinaryIO]:
        """Yield a file that appears under the name of -o when all of it is written."""
        assert self.path is not None, "a draft is of a file"
        if os.path.lexists(self.path) and not self.force:
            raise Rejected("output.exists", path=self.path)
        folder, name = os.path.split(self.path)
        draft = os.path.join(folder, f".{name}.{os.getpid()}.part")
        try:
            with open(draft, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if self.force:
                os.replace(draft, self.path)
            else:
                _link(draft, self.path)
        except OSError as error:
            raise Rejected("output.failed", path=self.path, detail=error.strerror or str(error)) from error
        finally:
            with suppress(OSError):
                os.unlink(draft)


def _descriptor() -> int | None:
    """Return the number of stdout; None where it is no file of the system, as in a test."""
    try:
        return sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return None


def _in_vain() -> bool:
    """Send on what was printed, and tell whether nobody reads it."""
    import select  # few commands read for so long

    number = _descriptor()
    if number is None or not hasattr(select, "poll"):
        return False
    try:
        sys.stdout.buffer.flush()
    except OSError:
        return True
    poll = select.poll()
    poll.register(number, 0)
    return bool(poll.poll(0))


@contextmanager
def _watching(stdout: BinaryIO) -> Iterator[None]:
    """Say why a reading was ended: stdout failed, nobody reads it, or a key was pressed."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_INTERRUPT":
            raise
        stdout.flush()
        raise (BrokenPipeError if _in_vain() else KeyboardInterrupt) from error


def _put(stream: BinaryIO, text: str, encoding: str, errors: str) -> None:
    stream.write(text.encode(encoding, errors))


def _link(draft: str, path: str) -> None:
    try:
        put_in_place(draft, path)
    except FileExistsError:
        raise Rejected("output.exists", path=path) from None


def output_options(command: Callable[..., Any], *, more: Sequence[str] = ()) -> Callable[..., Any]:
    """Add --format, -o, --force and --encoding; the command gets them as `output`.

    `more` are formats beside those that every command has.
    """

    @wraps(command)
    def with_output(
        *args: Any, format_: str, output_path: str | None, force: bool, encoding: str, **rest: Any
    ) -> Any:
        if (
            output_path is not None
            and os.path.lexists(output_path)
            and not (force and os.path.isfile(output_path))
        ):
            raise Rejected("output.exists", path=output_path)  # before anything is recorded
        if format_ in {"json", "jsonl", *more}:
            encoding = "utf-8"
        return command(*args, output=Output(format_, output_path, force, encoding), **rest)

    return add(with_output, (_format_option((*FORMATS, *more)), *OPTIONS[1:]) if more else OPTIONS)


def _format_option(formats: Sequence[str]) -> Option:
    return Option(
        ["--format", "format_"],
        type=click.Choice(formats),
        default="table",
        envvar="CERTLEDGER_FORMAT",
        show_default=True,
        help="For people (table) or for programs.",
    )


OPTIONS = (
    _format_option(FORMATS),
    Option(["-o", "--output", "output_path"], metavar="FILE", help="Write to a file."),
    Option(["--force"], is_flag=True, help="Replace the file of -o."),
    Option(
        ["--encoding"],
        type=click.Choice(("utf-8", "gb18030")),
        default="utf-8",
        show_default=True,
        help="The encoding of CSV and tables.",
    ),
)
