"""The certificates of a statement that were settled: by act, former status and reason."""

from projections.reports.statement.parts import Settlement
from projections.reports.statement.tracks import Tracks


def settlements(tracks: Tracks) -> list[Settlement]:
    """Return how many certificates ended alike; by action, act, former status and reason.

    A transfer to a new number ends the old one as cancelled; where a disposition
    is asked for, it is `transferred` all the same.
    """
    found: dict[tuple[str, str, str, str | None], int] = {}
    for track, members in tracks.items():
        if track.settled and track.act is not None:
            key = (track.action, track.act, track.status_before, track.reason)
            found[key] = found.get(key, 0) + len(members)
    return [
        Settlement(action=action, act=act, former=former, reason=reason, count=count)
        for (action, act, former, reason), count in sorted(found.items(), key=lambda item: _order(item[0]))
    ]


def _order(key: tuple[str, str, str, str | None]) -> tuple[bool, str, bool, bool, str]:
    action, act, former, reason = key
    return action != "settle_certificate", act, former == "suspended", reason is None, reason or ""
