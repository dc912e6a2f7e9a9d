"""The sections of a compliance statement, as typed figures; every format is drawn from these alone.

Days are ISO dates in Asia/Shanghai, `known_at` positions and times in UTC.
All figures are of one view: as of a day, as known with a position.
"""

from collections.abc import Iterable

import msgspec

from projections.reports.compliance import Report
from projections.view import Known


class Outcomes(msgspec.Struct, frozen=True, kw_only=True):
    """Judged obligations by outcome; the outcomes sum to `total`."""

    total: int = 0
    on_time: int = 0
    late: int = 0
    lapsed: int = 0
    open: int = 0
    overdue: int = 0


class DeadlineMark(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline of a notice in force that the ledger knows; `replaced` where it was extended since.

    `own`: of the notice that the statement is about, which may be withdrawn.
    """

    notice: str
    alias: str | None
    deadline: str
    due_on: str
    own: bool
    replaced: bool


class Cover(msgspec.Struct, frozen=True, kw_only=True):
    """What the statement is about. `body` is None for all bodies.

    `period_from` is the day the notice was issued, `period_to` the as-of day.
    `edition` is `original`, or `correction` where a statement of the same notice,
    body and day was published before: `corrects` is the position of that entry.
    """

    body: str | None
    body_name: str | None
    credit_code: str | None
    contact: str | None
    notice: str
    alias: str | None
    title: str
    status: str
    deadlines: list[DeadlineMark]
    period_from: str
    period_to: str
    as_of: str
    known_at: Known
    boundary: str
    judged_by: str
    edition: str
    corrects: int | None


class Conclusion(msgspec.Struct, frozen=True, kw_only=True):
    """The page that answers whether what the notice asks for was done by its deadline.

    `verdict`: `withdrawn` (the notice), `nothing_flagged`, `fulfilled` (all judged
    obligations on time or lapsed), `fulfilled_late`, `in_progress` (some are open,
    none overdue), `outstanding` (some are overdue).
    `bodies` have flagged rules, `bodies_outstanding` have something overdue.
    """

    verdict: str
    judged: Outcomes
    rules_flagged: int
    rules_complete: int
    rules_incomplete: int
    bodies: int
    bodies_outstanding: int
    pending: int
    on_deadline_day: int
    recorded_late: int
    recorded_late_opening: int


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """Rules: ever flagged under the notice, less those no longer flagged, are those flagged.

    A flag or notice that was withdrawn was there until then; one that was voided never was.
    """

    ever: int
    withdrawn: int
    flagged: int


class Bridge(msgspec.Struct, frozen=True, kw_only=True):
    """Obligations of one action: ever owed, less those whose flag or notice was withdrawn, are owed.

    What is flagged anew counts once.

    `outcomes` sum to `owed`: `Outcomes` but for `total`, or `done` and `pending`.
    """

    action: str
    ever: int
    withdrawn: int
    owed: int
    outcomes: dict[str, int]


class Population(msgspec.Struct, frozen=True, kw_only=True):
    """The population as bridges that must sum."""

    rules: Flow
    obligations: list[Bridge]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """The flagged rules of one of the nine cells, by the outcome of their deregistration."""

    category: str
    scheme: str
    outcomes: Outcomes
    incomplete: int


class RuleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A flagged rule: what became of it, and the filing that replaced it.

    `refile_outcome` is None where the ground asks for no refiling.
    """

    rule: str
    name: str
    body: str
    category: str
    scheme: str
    ground: str
    outcome: str
    deregistered_on: str | None
    days: int | None
    refile_outcome: str | None
    refiled_as: str | None
    refiled_on: str | None


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """How many certificates ended alike.

    `action` as in obligations; `act` is `cancelled`, `revoked` or, of what is to be
    disposed of, `transferred`: elsewhere a transfer to a new number cancels the old
    one. `former` is the status before, valid or suspended; `reason` a code or None.
    """

    action: str
    act: str
    former: str
    reason: str | None
    count: int


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which the number of unsettled judged obligations changed.

    `remaining` = the step before + `opened` - `settled` - `lapsed`, at the end of `day`.
    `lapsed` are those whose certificate expired unsettled: gone from its first expired day.
    """

    day: str
    opened: int
    settled: int
    lapsed: int
    remaining: int


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """How many judged obligations entries had settled up to a day, by the effective and by the recorded day.

    The last days may lie after the as-of day: what took effect by then may be recorded since.
    """

    day: str
    effective: int
    recorded: int


class Age(msgspec.Struct, frozen=True, kw_only=True):
    """Obligations of rules and certificates that are overdue by `first` to `last` days (None: or more)."""

    first: int
    last: int | None
    rules: int
    certificates: int


class BodyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A body's figures; ranked by the share of its judged obligations that is overdue, then late.

    `rank` counts from 1; equal shares share a rank. The body is that of the rule.
    `undone`: by judged action, how many obligations are overdue or open.
    """

    rank: int
    body: str
    name: str | None
    rules: int
    judged: Outcomes
    undone: dict[str, int]
    pending: int


class Case(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A subject among the irregularities, with the entry and the day where one made it so."""

    subject: str
    kind: str
    position: int | None = None
    day: str | None = None


class Irregularity(msgspec.Struct, frozen=True, kw_only=True):
    """Cases for a person to look at, under a stable name: `statement.irregularities` says what each is.

    `cases` are read as they are taken, from the reader that made the statement, as often as wanted.
    """

    name: str
    count: int
    cases: Iterable[Case]


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A figure in a balance, by its path in the statement; `sign` is 1 or -1."""

    name: str
    value: int
    sign: int = 1


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """Two sides that must be equal: the sum of `left` and the sum of `right`."""

    name: str
    left: list[Term]
    right: list[Term]
    holds: bool


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What the statement was made from.

    `sha256` is of all entries up to `position`, so that anybody who has the file
    can tell that it is the same input; `statement.origin` says how it is taken.
    """

    ledger: str
    position: int
    sha256: str


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """The whole statement; `report` holds the figures of the compliance report, by body, and its rows."""

    report: Report
    cover: Cover
    conclusion: Conclusion
    population: Population
    grid: list[Cell]
    rules: list[RuleLine]
    settlements: list[Settlement]
    burndown: list[Step]
    closures: list[Closure]
    ageing: list[Age]
    ranking: list[BodyLine]
    irregularities: list[Irregularity]
    balances: list[Balance]
    origin: Origin
