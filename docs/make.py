"""Writes docs/cli.md and docs/codes.md from the program itself, and what its pages print.

A test compares them: a command or a code without documentation fails it, and so
does a page that shows what the program does not print.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from cli import language
from cli.main import main as root
from cli.messages import MESSAGES, REMARKS
from cli.sheets.problems import MESSAGES as SHEET_MESSAGES
from domain.reasons import REASONS

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))

import console  # noqa: E402 - it lies beside this file, in no package
import figures  # noqa: E402 - likewise

WIDTH = 80


def cli_reference() -> str:
    """Return the help of every command as Markdown."""
    language.use("en")
    parts = ["# Commands\n\nWhat `--help` says. Written by `make docs`.\n"]
    for path, command in commands(root, "certledger"):
        context = click.Context(command, info_name=path, terminal_width=WIDTH, max_content_width=WIDTH)
        parts.append(f"## {path}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield each command with its path, a group before its commands."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from commands(found, f"{path} {name}")


def codes_reference() -> str:
    """Return exit codes, error codes and reason codes as Markdown."""
    lines = [
        "# Codes\n\nStable; scripts may rely on them. Written by `make docs`.\n",
        "## Exit codes\n",
        "| code | meaning |\n|---|---|",
        "| 0 | done, also where nothing was left to do |",
        "| 1 | refused or failed, also for an unknown id |",
        "| 2 | usage, also moments in the wrong order, or a confirmation that cannot be asked |",
        "| 3 | a check found something, or an import skipped rows |",
        "| 4 | somebody else changed it first, or holds the ledger: safe to retry |",
        "| 130 | interrupted |",
        "\n## Errors\n",
        'With `--format json`, stderr carries `{"error": {"code", "message", "hint"}}`.\n',
        "| code | message | hint |\n|---|---|---|",
    ]
    for code, (message, hint) in sorted({**SHEET_MESSAGES, **MESSAGES}.items()):
        lines.append(f"| `{code}` | {_cell(message)} | {_cell(hint)} |")
    lines += ["\n## Remarks\n\nSaid on stderr; nothing is refused.\n", "| code | message |\n|---|---|"]
    lines += [f"| `{code}` | {_cell(text)} |" for code, text in sorted(REMARKS.items())]
    lines += [
        "\n## Reasons\n\n`--reason CODE`; spreadsheets may use the Chinese text.\n",
        "| code | 中文 |\n|---|---|",
    ]
    lines += [f"| `{code}` | {text} |" for code, text in REASONS.items()]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the files."""
    for page, spoken in figures.PAGES.items():
        (FOLDER / page).write_text(figures.filled(page, spoken), "utf-8")
    (FOLDER / "cli.md").write_text(cli_reference(), "utf-8")
    (FOLDER / "codes.md").write_text(codes_reference(), "utf-8")
    for page in (*console.PAGES, *console.CLOCKED):
        with tempfile.TemporaryDirectory() as folder:
            text = console.filled(page, Path(folder))
            for picture in Path(folder).glob("*.svg"):
                (FOLDER / "pictures" / picture.name).write_bytes(picture.read_bytes())
        (console.ROOT / page).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
