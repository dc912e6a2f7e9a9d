"""What a cell says: text, or a day."""

import math
import re
import unicodedata
from datetime import date
from decimal import Decimal

from cli.sheets.problems import CellRefused
from cli.sheets.rows import BadCell, Value

_FIRST_YEAR, _LAST_YEAR = 1949, 2200
_PRECISE = 10**15  # spreadsheets keep 15 digits of a number
_FULLY_SHOWN = 10**21  # larger ones as 1e+300

_DAY = re.compile(
    r"([0-9]{4})(?:"
    r"-([0-9]{1,2})-([0-9]{1,2})"
    r"|/([0-9]{1,2})/([0-9]{1,2})"
    r"|\.([0-9]{1,2})\.([0-9]{1,2})"
    r"|([0-9]{2})([0-9]{2})"
    r"|\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日"
    r")"
)

# Invisible, and not white space to Python: byte order mark, zero-width space and joiners.
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


def read_text(value: Value) -> str | None:
    """Read a cell as text: NFC, trimmed; None where it is blank.

    A number that stands for an identifier gives its digits, a date its ISO
    text. Raises CellRefused: "import.number_precision", "import.not_text"
    (true, false, a time), or what is wrong with the cell itself.
    """
    match value:
        case None:
            return None
        case str():
            return _trimmed(unicodedata.normalize("NFC", value)) or None
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
            text = _trimmed(value)
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
        return parse_day(text)
    except ValueError:
        raise CellRefused("import.day", value=text) from None


def parse_day(text: str) -> str:
    """Read 2024-07-05, 2024/7/5, 2024.7.5, 20240705 or 2024年7月5日 as an ISO date.

    Full-width digits and signs count as plain ones. Raises ValueError for
    anything else, for a day the calendar lacks, and outside the years 1949 to 2200.
    """
    match = _DAY.fullmatch(_trimmed(unicodedata.normalize("NFKC", text)))
    if match is None:
        raise ValueError(text)
    year, month, day = (int(part) for part in match.groups() if part is not None)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(text)
    return date(year, month, day).isoformat()


def _trimmed(text: str) -> str:
    stripped = text.strip()
    # Both kinds may alternate at the ends.
    while stripped and (stripped[0] in _INVISIBLE or stripped[-1] in _INVISIBLE):
        stripped = stripped.strip(_INVISIBLE).strip()
    return stripped


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
