"""A published report restated, as a page for a terminal and as flat rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.language import gettext as _
from cli.render.changes import entries
from cli.render.fields import FIELDS, field
from cli.render.published import about
from cli.render.report import short
from cli.render.restated import SHOWN, figure, figures, moves
from cli.render.table import facts, show
from cli.render.table import table as drawn
from cli.words import column_name, listed, report_name, word
from domain import platform
from domain.obligations import ACTIONS

NAMES = {
    "in_time": lambda: _("In time"),
    "undated": lambda: _("Undated"),
    "past_until": lambda: _("Past last day"),
    "over_months": lambda: _("Too long"),
    "certificates": lambda: _("Certificates"),
    "before": lambda: _("Earlier"),
    "same_day": lambda: _("Same day"),
    "after": lambda: _("Later"),
    "unsettled": lambda: _("Unsettled"),
    "not_told": lambda: _("Not told"),
    # fields of rows
    "outcome": lambda: _("Outcome"),
    "finding": lambda: _("Outcome"),
    "settled_on": lambda: _("Settled"),
    "settled_by": lambda: _("By"),
    "due_on": lambda: _("Due"),
    "days": lambda: _("Days"),
    "days_late": lambda: _("Late by"),
    "days_past": lambda: _("Past"),
    "days_over": lambda: _("Over"),
    "status_before": lambda: _("Status"),
    "suspended_on": lambda: _("Suspended"),
    "notified_on": lambda: _("Told"),
    "told": lambda: _("Whether told"),
    "by": lambda: _("How"),
    "times": lambda: _("Times"),
    "position": lambda: _("Entry"),
    "on_deadline_day": lambda: word("on_deadline_day"),
    "recorded_late": lambda: word("recorded_late"),
    "opening": lambda: word("recorded_late_opening"),
}
"""Figures and fields that reports have, where they are no words or fields of other things."""

MONTH = {column.key: column for column in platform.COLUMNS}

VERBATIM = {"days", "holder", "name", "title", "contact", "organisation", "former_name", "scope"}
"""Fields whose values are people's own words, or numbers: no codes."""

VALUE_SHOWN = 26
"""Columns of the terminal for a value, of two that stand in a line with the name of a field."""

OBLIGATIONS = re.compile(rf"(.+?)\.((?:(?:{'|'.join(('rules', *ACTIONS))})\.)?\w+)")
"""A notice's number, and the path of a figure of its obligations."""


def table(found: Mapping[str, Any], *, detail: bool) -> str:
    """Return what is different in a published report, for a terminal of 80 columns."""
    of = found["published"]
    heading = facts(
        [
            (_("Report"), f"#{of['position']} {of['id']}"),
            *about(of),
            (_("From"), _known(found["before"])),
            (_("To"), _known(found["after"])),
        ]
    )
    parts = [_("{report}, restated").format(report=report_name(of["report"])), heading]
    if not found["changed"]:
        return "\n\n".join([*parts, _("Nothing is different: it would say the same today.")])
    if found["facts"]:
        parts.append(_facts(found["facts"]))
    if found["counts"]:
        parts += _figures(found["counts"])
    if found["moves"]:
        parts.append(moves(found["moves"], detail=detail))
    if rows := list(_unsaid(found)):
        parts.append(_rows(rows, detail=detail))
    parts.append(_causes(found["entries"], detail=detail))
    return "\n\n".join(parts)


def _known(known: Mapping[str, Any]) -> str:
    return f"#{known['position']} {show(known['recorded_at'])}"


def _facts(changed: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for fact in changed:
        *path, key = fact["fact"].removeprefix("groups.").removeprefix("notices.").rsplit(".", 1)
        name = " – ".join([*path, _name(key)])
        turn = _said(name, _turn(key, fact["before"], fact["after"]))
        lines.append(f"{turn}  {entries(fact['positions'])}")
    return "\n".join(lines)


def _figures(counts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the figures that are others; those of a body's sheet that are about a notice under its name."""
    by_notice: dict[str, list[dict[str, Any]]] = {}
    for count in counts:
        notice, path = _of_notice(count["count"])
        by_notice.setdefault(notice, []).append({**count, "count": path})
    return ["\n".join(filter(None, (notice, figures(of, _path)))) for notice, of in by_notice.items()]


def _of_notice(path: str) -> tuple[str, str]:
    """Return (the notice that a figure of a body's sheet is about or nothing, its path within)."""
    section, _dot, rest = path.partition(".")
    if section == "obligations" and (match := OBLIGATIONS.fullmatch(rest)):
        return match[1], match[2]
    notice, _dot, name = rest.rpartition(".")
    if notice and section in {"exceptions", "to_do", "told"}:
        return notice, f"{section}.{name}"
    return "", path


def _path(count: str) -> str:
    """Return a figure's path in words."""
    if count.startswith("groups."):
        group, _dot, rest = count.removeprefix("groups.").partition(".")
        return f"{word(group)} – {_path(rest)}"
    return NAMES[count]() if count in NAMES else figure(count)


def _unsaid(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the rows that no move tells of."""
    moved = {(move["subject"], move["action"]) for move in found["moves"]}
    yield from (row for row in found["rows"] if (row["subject"], row["action"]) not in moved)


def _rows(rows: Sequence[Mapping[str, Any]], *, detail: bool) -> str:
    """Return each row with what is different in it."""
    lines = []
    for row in rows[: None if detail else SHOWN]:
        named = [row["subject"], *([word(row["action"])] if row["action"] else [])]
        lines.append(f"{'  '.join([*named, _change(row)])}  {entries(row['positions'])}")
        lines += [
            f"  {_said(_name(turn['field']), _turn(turn['field'], turn['before'], turn['after']))}"
            for turn in row["fields"]
        ]
    if not detail and len(rows) > SHOWN:
        lines.append(_("… and {count} more; --detail shows all").format(count=len(rows) - SHOWN))
    return "\n".join(lines)


def _change(row: Mapping[str, Any]) -> str:
    return {"come": _("new in the report"), "gone": _("no longer in the report")}.get(
        row["change"], _("different")
    )


def _name(key: str) -> str:
    """Return what a field is called; a month's columns are called as the platform calls them."""
    if key in NAMES:
        return NAMES[key]()
    return column_name(MONTH[key]) if key in MONTH and key not in FIELDS else field(key)


def _said(name: str, value: str) -> str:
    return _("{name}: {value}").format(name=name, value=value)


def _turn(key: str, before: Any, after: Any) -> str:
    return " → ".join(short(_value(key, value), VALUE_SHOWN) for value in (before, after))


def _value(key: str, value: Any) -> Any:
    if key == "told":
        return word(f"told_{value}")
    if key == "change_type":
        return listed(value.split(platform.SEPARATOR))
    if key == "position":
        return None if value is None else f"#{value}"
    if isinstance(value, dict):
        return f"#{value['position']}"
    if key in VERBATIM or not isinstance(value, str):
        return value
    return NAMES[value]() if value in NAMES else word(value)


def _causes(causes: Sequence[Mapping[str, Any]], *, detail: bool) -> str:
    """Return the entries that make the difference."""
    shown = causes[: None if detail else SHOWN]
    lines = [
        drawn(
            ({**cause, "position": f"#{cause['position']}"} for cause in shown),
            {
                "position": _("Entry"),
                "type": _("Event"),
                "subject": _("Subject"),
                "effective_on": _("Effective"),
            },
        )
    ]
    if len(shown) < len(causes):
        lines.append(_("… and {count} more; --detail shows all").format(count=len(causes) - len(shown)))
    return "\n".join(lines)


# Flat ------------------------------------------------------------------------


def flat(found: Mapping[str, Any], *, detail: bool) -> tuple[list[str], list[dict[str, Any]]]:
    """Return (columns, rows): what is different one by one where that was asked for, else the figures."""
    of = found["published"]
    shared = {
        "published": of["position"],
        "report": of["report"],
        "notice": of["notice"],
        "as_of": found["as_of"],
        "known_before": found["before"]["position"],
        "known_after": found["after"]["position"],
    }
    if detail:
        columns = ["subject", "kind", "action", "rule", "change", "fields", "positions"]
        said = {(row["subject"], row["action"]) for row in found["rows"]}
        rest = [_moved(move) for move in found["moves"] if (move["subject"], move["action"]) not in said]
        return [*shared, *columns], [{**shared, **row} for row in (*found["rows"], *rest)]
    changed = [
        *({**fact, "count": fact["fact"], "change": None} for fact in found["facts"]),
        *found["counts"],
    ]
    columns = ["count", "before", "after", "change", "positions"]
    return [*shared, *columns], [{**shared, **{key: row[key] for key in columns}} for row in changed]


def _moved(move: Mapping[str, Any]) -> dict[str, Any]:
    """Return what moved between figures as a row."""
    turn = {"field": "outcome", "before": move["before"], "after": move["after"]}
    change = "come" if move["before"] is None else "gone" if move["after"] is None else "changed"
    kept = {key: move[key] for key in ("subject", "kind", "action", "rule", "positions")}
    return {**kept, "change": change, "fields": [turn]}
