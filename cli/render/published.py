"""Published reports for people, in 80 columns: what each is, and its files with their digests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cli.language import gettext as _
from cli.render.changes import entries
from cli.render.table import facts, show
from cli.words import listed, report_name, word

Pairs = list[tuple[str, Any]]


def page(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield each published report as a paragraph, in order of position."""
    first = True
    for row in rows:
        yield _paragraph(row) if first else "\n" + _paragraph(row)
        first = False
    if first:
        yield _("(none)")


def _paragraph(row: Mapping[str, Any]) -> str:
    known = row["made_known_at"]
    pairs: Pairs = [
        *about(row),
        (_("Known at"), f"#{known['position']} {show(known['recorded_at'])}"),
        (_("Published at"), f"{row['recorded_at']} {show(row['actor'])}"),
    ]
    if row["why"]:
        pairs.append((_("Why"), row["why"]))
    for file in row["files"]:
        pairs.append(
            (_("File"), _("{name}, {size} bytes").format(name=show(file["name"]), size=file["size"]))
        )
        pairs.append(("SHA-256", file["sha256"]))
    return f"#{row['position']}  {row['id']}  {report_name(row['report'])}\n{facts(pairs)}"


def about(row: Mapping[str, Any]) -> Pairs:
    """Return what a published report is about, and which edition it is."""
    pairs: Pairs = [] if row["notice"] is None else [(_("Notice"), row["notice"])]
    pairs += [
        (_("Body"), row["body"] or _("all bodies")),
        (_("As of"), row["as_of"]),
        (_("Edition"), edition(row)),
    ]
    if row["arguments"]:
        pairs.append((_("Asked with"), listed(row["arguments"])))
    return pairs


def edition(row: Mapping[str, Any]) -> str:
    """Return which edition a report is, of what, and by what it was corrected since."""
    said = word(row["edition"])
    if row["corrects"] is not None:
        said = _("{edition} of #{position}").format(edition=said, position=row["corrects"])
    if row["corrected_by"]:
        said += _(", corrected by {positions}").format(positions=entries(row["corrected_by"]))
    return said


# Files -----------------------------------------------------------------------


def verdicts(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return of each file whether it was published, and by which entry."""
    return "\n\n".join(_verdict(row) for row in rows)


def _verdict(row: Mapping[str, Any]) -> str:
    pairs: Pairs = [(_("File"), row["file"]), ("SHA-256", row["sha256"])]
    if not row["published"]:
        return facts([*pairs, (_("Result"), _("no: no published report has this file"))])
    said = _("yes, by #{position} ({id}) as {name}").format(
        position=row["position"], id=row["id"], name=show(row["name"])
    )
    return facts([*pairs, (_("Result"), said), (_("Report"), report_name(row["report"])), *about(row)])
