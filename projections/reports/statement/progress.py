"""How the judged obligations of a statement were worked off, day by day."""

from collections import Counter

from domain.obligations import JUDGED
from projections.reports.statement.parts import Closure, Step
from projections.reports.statement.tracks import Tracks


def burndown(tracks: Tracks) -> list[Step]:
    """Return the days on which the number of unsettled judged obligations changed, in order.

    They are those owed in the view: what was withdrawn since is in no step.
    """
    opened: Counter[str] = Counter()
    settled: Counter[str] = Counter()
    lapsed: Counter[str] = Counter()
    for track, members in tracks.items():
        if track.action not in JUDGED:
            continue
        opened[track.opened_on] += len(members)
        if track.gone_on is not None:
            (settled if track.settled else lapsed)[track.gone_on] += len(members)
    steps, remaining = [], 0
    for on in sorted({*opened, *settled, *lapsed}):
        remaining += opened[on] - settled[on] - lapsed[on]
        steps.append(
            Step(day=on, opened=opened[on], settled=settled[on], lapsed=lapsed[on], remaining=remaining)
        )
    return steps


def closures(tracks: Tracks) -> list[Closure]:
    """Return how many judged obligations entries had settled up to each day on which one took effect or came.

    The recorded days may lie after the as-of day: what took effect by then may
    have been recorded since.
    """
    effective: Counter[str] = Counter()
    recorded: Counter[str] = Counter()
    for track, members in tracks.items():
        if track.action in JUDGED and track.settled:
            assert track.settled_on is not None, "it was settled"
            assert track.recorded_on is not None, "every entry has a commit"
            effective[track.settled_on] += len(members)
            recorded[track.recorded_on] += len(members)
    found, by_effect, by_record = [], 0, 0
    for on in sorted({*effective, *recorded}):
        by_effect += effective[on]
        by_record += recorded[on]
        found.append(Closure(day=on, effective=by_effect, recorded=by_record))
    return found
