"""The read model's tables: rectangles of effective days and recorded positions.

Each rectangle is half-open on both axes: days `[effective_from, effective_to)`
as ordinals, positions `[recorded_from, recorded_to)`. `day.FOREVER` and `NEVER`
are the open ends. Only what writes needs this; what reads needs their codes.
"""

from projections import count_tables

TABLES: dict[str, tuple[str, ...]] = {
    "subjects": ("id",),
    "mentions": ("named", "naming"),
    "voids": ("position",),
    "states": ("rule", "subject", "recorded_from", "effective_from"),
    "obligations": ("notice", "rule", "subject", "action", "recorded_from", "effective_from"),
    "corrections": ("first_position",),
    **count_tables.TABLES,
}
"""The tables of the read model with their primary keys."""

LATER = frozenset({"corrections", *count_tables.TABLES})
"""Those that ledgers made by version 0.1.0 have only once their read model was rebuilt."""

# Indexes are constraints of their tables: they have no names that a rebuilt table would have to change.
SCHEMA = (
    """
CREATE TABLE {prefix}subjects (
    id     INTEGER PRIMARY KEY,
    kind   INTEGER NOT NULL,
    body   TEXT NOT NULL,
    number TEXT NOT NULL,
    UNIQUE (kind, body, number)
);

-- Who was ever named by whom: a certificate names its rules, an act its notice.
CREATE TABLE {prefix}mentions (
    named  INTEGER NOT NULL,
    naming INTEGER NOT NULL,
    PRIMARY KEY (named, naming)
) WITHOUT ROWID;

CREATE TABLE {prefix}voids (position INTEGER PRIMARY KEY, voided_by INTEGER NOT NULL);

-- The certificates of a rule lie together; rule is 0 for what is no certificate.
CREATE TABLE {prefix}states (
    rule           INTEGER NOT NULL,
    subject        INTEGER NOT NULL,
    recorded_from  INTEGER NOT NULL,
    effective_from INTEGER NOT NULL,
    effective_to   INTEGER NOT NULL,
    recorded_to    INTEGER NOT NULL,
    status         INTEGER NOT NULL,
    PRIMARY KEY (rule, subject, recorded_from, effective_from)
) WITHOUT ROWID;

-- Never a due day or an outcome: those follow from the deadline when one asks.
CREATE TABLE {prefix}obligations (
    notice         INTEGER NOT NULL,
    rule           INTEGER NOT NULL,
    subject        INTEGER NOT NULL,
    action         INTEGER NOT NULL,
    recorded_from  INTEGER NOT NULL,
    effective_from INTEGER NOT NULL,
    effective_to   INTEGER NOT NULL,
    recorded_to    INTEGER NOT NULL,
    ground         INTEGER,
    settled_on     INTEGER,
    settled_by     INTEGER,
    last_valid_on  INTEGER,
    status_before  INTEGER,
    reported_on    INTEGER,
    decided_on     INTEGER,
    PRIMARY KEY (notice, rule, subject, action, recorded_from, effective_from),
    UNIQUE (rule, subject, notice, action, recorded_from, effective_from)
) WITHOUT ROWID;

-- Which entries were back-dated when they were recorded, or are voids: runs within a commit.
CREATE TABLE {prefix}corrections (first_position INTEGER PRIMARY KEY, last_position INTEGER NOT NULL);
"""
    + count_tables.SCHEMA
)
