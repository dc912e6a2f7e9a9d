"""What a compliance report lists beside its obligations: cases for a person to look at."""

from collections.abc import Iterable, Mapping, Sequence

from domain import day
from domain.notice import Notice
from domain.rule import Rule
from domain.subject import Subject
from ledger.journal import Reader
from projections import states
from projections.reports.owed import Owed
from projections.tables import ACTION_CODES, CLOSED_ISSUE, STATUS_CODES, subject_of
from projections.view import View


def exceptions(
    reader: Reader,
    notice: Notice,
    seen: View,
    owed: Sequence[Owed],
    rules: Mapping[int, tuple[Subject, Rule]],
    body: str | None,
) -> dict[str, list[str]]:
    """Return the exceptions by name, each a list of ids; of the flagged rules, but for the last."""
    closed = [number for number, (_, state) in rules.items() if state.deregistered_on is not None]
    settled = [o for o in owed if o.piece.settled_by is not None]
    return {
        "in_force_under_deregistered_rule": _subjects(
            reader,
            "states",
            closed,
            f"t.status IN ({STATUS_CODES['valid']}, {STATUS_CODES['suspended']})",
            seen,
        ),
        "issued_under_closed_rule": _subjects(
            reader, "obligations", rules, f"t.notice = 0 AND t.action = {ACTION_CODES[CLOSED_ISSUE]}", seen
        ),
        "settled_before_notice": _ids(o for o in settled if (o.piece.settled_on or "") < notice.issued_on),
        "not_reported": _ids(o for o in settled if o.piece.reported_on is None),
        "undetermined_filing_day": _filed_on_cutoff(reader, notice, seen, body),
    }


def _ids(obligations: Iterable[Owed]) -> list[str]:
    return sorted({o.subject.id for o in obligations})


def _subjects(reader: Reader, table: str, rules: Iterable[int], where: str, seen: View) -> list[str]:
    """Return the ids in rectangles of these rules that a view falls into."""
    found: set[str] = set()
    for rule in rules:
        rows = reader.execute(
            f"SELECT s.kind, s.body, s.number FROM {table} t JOIN subjects s ON s.id = t.subject"
            f" WHERE t.rule = :rule AND {where} AND {states.VISIBLE}",
            {"rule": rule, "day": seen.day, "position": seen.position},
        )
        found.update(subject_of(*row).id for row in rows)
    return sorted(found)


def _filed_on_cutoff(reader: Reader, notice: Notice, seen: View, body: str | None) -> list[str]:
    """Return the rules filed on the day that the notice leaves undetermined, flagged or not."""
    if notice.cutoff_on is None or notice.cutoff_on > seen.as_of:
        return []
    rows = reader.execute(
        "SELECT DISTINCT s.kind, s.body, s.number FROM states t JOIN subjects s ON s.id = t.subject"
        " WHERE t.rule = 0 AND s.kind = 2 AND t.effective_from = :day AND (:body IS NULL OR s.body = :body)"
        " AND t.recorded_from <= :position AND :position < t.recorded_to",
        {"day": day.number(notice.cutoff_on), "position": seen.position, "body": body},
    )
    found = []
    for row in rows.fetchall():
        subject = subject_of(*row)
        state = states.state_in(reader, subject, seen)
        if isinstance(state, Rule) and state.filed_on == notice.cutoff_on:
            found.append(subject.id)
    return sorted(found)
