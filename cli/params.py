"""Days, moments, positions and choices as people type them."""

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from cli.language import gettext as _
from domain import day
from ledger.moment import microseconds

if TYPE_CHECKING:
    from domain.platform import Month
    from projections.view import KnownAt

LAST_MOMENT = microseconds(datetime(day.LAST_YEAR, 12, 31, tzinfo=UTC))


class Day(click.ParamType[str]):
    """A day in any of the usual writings, as an ISO string."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the ISO day."""
        try:
            return day.parse(value)
        except ValueError:
            self.fail(_("{value} is no day. Write it as 2024-07-15.").format(value=repr(value)), param, ctx)


class MonthOfYear(click.ParamType["Month"]):
    """A month, as `2024-07`."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Month":
        """Return the month."""
        from domain.platform import Month, month  # only one report is of a month

        if isinstance(value, Month):
            return value
        try:
            return month(value)
        except ValueError:
            self.fail(_("{value} is no month. Write it as 2024-07.").format(value=repr(value)), param, ctx)


class When(click.ParamType["KnownAt"]):
    """A moment of recording: RFC 3339 with a zone, a day (its end in Shanghai), or `#POSITION`."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "KnownAt":
        """Return the moment."""
        from projections.view import KnownAt  # only reads have moments

        if isinstance(value, KnownAt):
            return value
        text = value.strip()
        if re.fullmatch(r"#[0-9]{1,15}", text):
            return KnownAt(position=int(text[1:]))
        try:
            return KnownAt(day=day.parse(text))
        except ValueError:
            pass
        if (far := _far_day(text)) is not None:
            return KnownAt(day=far)
        try:
            moment = datetime.fromisoformat(text.upper())
        except ValueError:
            self.fail(
                _(
                    "{value} is no moment. Write 2024-07-15, 2024-07-15T09:30:00+08:00 or '#12' (an entry)."
                ).format(value=repr(value)),
                param,
                ctx,
            )
        if moment.tzinfo is None:
            self.fail(
                _("{value} has no time zone. Add Z for UTC, or +08:00 for China.").format(value=repr(value)),
                param,
                ctx,
            )
        # No ledger reaches beyond the years of a day; farther out, zones would overflow.
        return KnownAt(micros=min(max(microseconds(moment), 0), LAST_MOMENT))


def _far_day(text: str) -> str | None:
    """Return the first or the last day that can be told, for an ISO day before or after; None for others.

    An act on such a day is a slip of the pen; a moment is merely before or after all that is known.
    """
    try:
        year = date.fromisoformat(text).year
    except ValueError:
        return None
    if year < day.FIRST_YEAR:
        return f"{day.FIRST_YEAR}-01-01"
    return f"{day.LAST_YEAR}-12-31" if year > day.LAST_YEAR else None


class Position(click.ParamType[int]):
    """An entry, as `#12`."""

    name = "position"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the position."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"#?([0-9]{1,15})", value.strip())
        if match is None:
            self.fail(
                _("{value} is no entry. Write '#12', in quotation marks.").format(value=repr(value)),
                param,
                ctx,
            )
        return int(match[1])


DAY, MONTH, WHEN, POSITION = Day(), MonthOfYear(), When(), Position()


def column_choice(text: str) -> tuple[str, str]:
    """Return (key, heading) of `KEY=HEADING`; raises a usage error."""
    key, equals, heading = text.partition("=")
    if not equals or not key or not heading:
        raise click.BadParameter(_("Write it as KEY=HEADING."), param_hint="'--column'")
    return key.strip(), heading.strip()
