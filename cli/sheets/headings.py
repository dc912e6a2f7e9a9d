"""Which column holds what, found by the headings."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cli.sheets.problems import SheetRefused
from cli.sheets.rows import BadCell, Row, Rows, Value

LOOKED_AT = 20  # rows
_IGNORED_SIGNS = re.compile(r"[\s\ufeff\u200b-\u200d\u2060]+")


class Columns(NamedTuple):
    """The heading row, 1-based; key -> 0-based column; the headings nobody knows, as written."""

    row: int
    positions: dict[str, int]
    ignored: list[str]


def find_columns(
    rows: Rows,
    known: Mapping[str, Sequence[str]],
    *,
    required: Sequence[str],
    overrides: Mapping[str, str],
) -> Columns:
    """Find the heading row among the first 20; `rows` goes on with the first row of data.

    `known` gives for each key its accepted headings besides itself, `overrides`
    for some keys the one heading that counts instead. It is the row that names
    most columns and lacks none that is required.

    Raises SheetRefused: "import.unknown_column", "import.no_such_heading",
    "import.no_heading", "import.duplicate_heading", "import.merged_cells",
    "import.empty".
    """
    for key in overrides:
        if key not in known:
            raise SheetRefused("import.unknown_column", key=key, keys=", ".join(known))
    wanted = {
        key: {_folded(overrides[key])} if key in overrides else {_folded(key), *map(_folded, headings)}
        for key, headings in known.items()
    }
    candidates = rows.peek(LOOKED_AT)
    if not candidates and rows.at_end():
        raise SheetRefused("import.empty", where=rows.where)
    found = [(row, _matches(row, wanted, set(overrides))) for row in candidates]
    complete = [(row, named) for row, named in found if named.keys() >= {*required, *overrides}]
    if not complete:
        raise _incomplete(rows.where, found, known, required, overrides)
    heading, named = max(complete, key=lambda pair: len(pair[1]))
    for key, places in named.items():
        if len(places) > 1:
            first, second = (rows.address(heading.number, place) for place in places[:2])
            raise SheetRefused("import.duplicate_heading", key=key, first=first, second=second)
    rows.begin_after(heading.number)
    positions = {key: places[0] for key, places in named.items()}
    return Columns(heading.number, positions, _unknown(heading, wanted))


def _matches(row: Row, wanted: Mapping[str, set[str]], overridden: set[str]) -> dict[str, list[int]]:
    """Give for each key the columns of this row that are headed so, in order of keys.

    A column that the user has chosen for one key is not also taken for
    another by its heading alone.
    """
    headings = [_folded(_written(value)) for value in row.values]
    chosen = {name for key in overridden for name in wanted[key]}
    places = {
        key: [
            place
            for place, heading in enumerate(headings)
            if heading in names and (key in overridden or heading not in chosen)
        ]
        for key, names in wanted.items()
    }
    return {key: columns for key, columns in places.items() if columns}


def _incomplete(
    where: str,
    found: Sequence[tuple[Row, dict[str, list[int]]]],
    known: Mapping[str, Sequence[str]],
    required: Sequence[str],
    overrides: Mapping[str, str],
) -> SheetRefused:
    """Say what the row that comes nearest to a heading lacks."""
    row, named = max(found, key=lambda pair: len(pair[1]), default=(Row(0, []), {}))
    for key, heading in overrides.items():
        # Only where there is a heading row at all is its lack of this one to blame.
        if named and key not in named:
            headings = ", ".join(text for value in row.values if (text := _written(value)))
            return SheetRefused(
                "import.no_such_heading", where=where, key=key, heading=heading, headings=headings
            )
    lacking = [key for key in (*required, *overrides) if key not in named]
    missing = ", ".join(f"{key} ({known[key][0]})" if known[key] else key for key in dict.fromkeys(lacking))
    return SheetRefused("import.no_heading", where=where, rows=LOOKED_AT, missing=missing)


def _unknown(heading: Row, wanted: Mapping[str, set[str]]) -> list[str]:
    every = set().union(*wanted.values())
    written = (_written(value) for value in heading.values)
    return [text for text in written if text and _folded(text) not in every]


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, BadCell):
        return str(value.values.get("error", ""))
    return str(value).strip()


def _folded(heading: str) -> str:
    """Make headings comparable: NFKC, no case, no white space."""
    return _IGNORED_SIGNS.sub("", unicodedata.normalize("NFKC", heading)).casefold()
