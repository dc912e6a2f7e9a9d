"""What came of an import."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cli.importing.sheet_row import Trouble

Troubles = Callable[[], Iterable[Trouble]]


@dataclass
class Result:
    """What came of an import. `rows` = `recorded` + `unchanged` + `rejected`.

    There may be more troubles than memory holds: they are read when they are asked for.
    """

    rows: int = 0
    recorded: int = 0
    unchanged: int = 0
    rejected: int = 0
    events: int = 0
    repeated: bool = False
    errors: Troubles = list
    warnings: Troubles = list

    def plain(self) -> dict[str, Any]:
        """Return it as JSON prints it, the troubles as they come."""
        told: dict[str, Any] = {
            key: getattr(self, key) for key in ("rows", "recorded", "unchanged", "rejected", "events")
        }
        return {**told, "errors": _plain(self.errors()), "warnings": _plain(self.warnings())}

    def refuse(self) -> None:
        """Note that nothing is recorded since there are bad rows."""
        self.unchanged += self.recorded
        self.recorded = self.events = 0


def _plain(troubles: Iterable[Trouble]) -> Iterator[dict[str, str]]:
    return (trouble._asdict() for trouble in troubles)
