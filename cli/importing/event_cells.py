"""The cells of an event's row: its circumstances, and its options by their names."""

from collections.abc import Callable
from typing import Any

from cli.importing.context import Context
from cli.importing.rules import CATEGORY_WORDS, SCHEME_WORDS
from cli.importing.sheet_row import SheetRow
from cli.texts import evidence
from domain.rule import GROUNDS
from domain.subject import normal_notice
from projections import states

Filled = dict[str, Any]
"""What cells hold, by their keys."""

GROUND_WORDS = {ground: ground for ground in GROUNDS} | {text: code for code, text in GROUNDS.items()}
SETTLE_WORDS = {"cancel": "cancel", "注销": "cancel", "revoke": "revoke", "撤销": "revoke"}
YES_WORDS = {"yes": "yes", "true": "yes", "1": "yes", "是": "yes", "no": "", "false": "", "0": "", "否": ""}


def circumstances(row: SheetRow, context: Context) -> Filled:
    """Return what the row says around its event, as the event's fields; the day apart."""
    reason, why = row.reason("reason")
    said: Filled = {
        "reason": reason,
        "why": row.text("why") or why,
        "notice": _notice(row, context),
        "reported_on": row.day("reported_on"),
        "receipt": row.text("receipt"),
        "decided_on": row.day("decided_on"),
        "evidence": tuple(evidence(str(row.folder / name)) for name in row.texts("evidence")),
    }
    return {key: value for key, value in said.items() if value}


def _notice(row: SheetRow, context: Context) -> str | None:
    text = row.text("notice")
    if text is None:
        return None
    number = normal_notice(text)
    found = states.notices_named(context.reader, number, None)
    if len(found) == 1:
        return found[0].id
    row.fail("notice", "notice.unknown", {"id": text})
    return None


Read = Callable[[SheetRow, Context, str], Any]


def _text(row: SheetRow, _context: Context, key: str) -> str | None:
    return row.text(key)


def _day(row: SheetRow, _context: Context, key: str) -> str | None:
    return row.day(key)


READ: dict[str, Read] = {
    **dict.fromkeys(("as", "name", "code", "rule", "holder", "scope", "to", "by"), _text),
    **dict.fromkeys(("published_on", "expires", "until"), _day),
    "ground": lambda row, _context, key: row.choice(key, GROUND_WORDS),
    "settle": lambda row, _context, key: row.choice(key, SETTLE_WORDS),
    "category": lambda row, _context, key: row.choice(key, CATEGORY_WORDS),
    "scheme": lambda row, _context, key: row.choice(key, SCHEME_WORDS),
    "basis": lambda row, _context, key: row.texts(key),
    "holder_id": lambda row, context, key: context.credit_code(row, key),
    "irregular": lambda row, _context, key: bool(row.choice(key, YES_WORDS)),
}
