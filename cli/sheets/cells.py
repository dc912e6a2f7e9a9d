"""What a cell says: text, or a day."""

import math
import unicodedata
from datetime import date
from decimal import Decimal

from cli.sheets.problems import CellRefused
from cli.sheets.rows import BadCell, Value
from domain import day

_PRECISE = 10**15  # spreadsheets keep 15 digits of a number
_FULLY_SHOWN = 10**21  # larger ones as 1e+300

# Nothing is to be seen of these: what is white space to Python, then byte order mark, zero-width
# space and joiners.
_UNSEEN = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u200c\u200d\u2060"
)


def read_text(value: Value) -> str | None:
    """Read a cell as text: NFC, trimmed; None where it is blank.

    A number that stands for an identifier gives its digits, a date its ISO
    text. Raises CellRefused: "import.number_precision", "import.not_text"
    (true, false, a time), or what is wrong with the cell itself.
    """
    match value:
        case str():
            return trimmed(value) or None
        case None:
            return None
        case BadCell():
            raise CellRefused(value.code, **value.values)
        case bool():
            raise CellRefused("import.not_text", value=_shown(value))
        case int() | float():
            return _digits(value)
        case date():
            return value.isoformat()
        case _:
            raise CellRefused("import.not_text", value=_shown(value))


def read_day(value: Value) -> str | None:
    """Read a cell as a day, an ISO date such as "2024-07-05"; None where it is blank.

    A spreadsheet date with a time is its day. A bare number is taken only as
    20240705, never as a serial number: nobody could tell 45478 from a typing
    error. Raises CellRefused "import.day", or what is wrong with the cell itself.
    """
    match value:
        case None:
            return None
        case BadCell():
            raise CellRefused(value.code, **value.values)
        case str():
            text = value.strip(_UNSEEN)
            if not text:
                return None
        case bool():
            raise CellRefused("import.day", value=_shown(value))
        case date():
            text = value.isoformat()[:10]
        case int() | float():
            text = _shown(value)
        case _:
            raise CellRefused("import.day", value=_shown(value))
    try:
        return day.parse(text)
    except ValueError:
        raise CellRefused("import.day", value=text) from None


def trimmed(text: str) -> str:
    """Return a text in NFC without what cannot be seen at its ends."""
    return unicodedata.normalize("NFC", text).strip(_UNSEEN)


def _digits(number: float) -> str:
    """Write a number as a spreadsheet shows it at full width, without an exponent."""
    if not math.isfinite(number):
        raise CellRefused("import.cell_error", error=str(number))
    if abs(number) >= _PRECISE:
        raise CellRefused("import.number_precision", value=_shown(number))
    if number == int(number):
        return str(int(number))
    return format(Decimal(f"{number:.15g}"), "f")


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < _FULLY_SHOWN:
        return str(int(value))
    return str(value)
