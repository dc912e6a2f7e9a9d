"""What came of an import."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cli.importing.sheet_row import Trouble

Troubles = Callable[[], Iterable[Trouble]]


class Figures(msgspec.Struct):
    """How many rows, and what came of them: `rows` = `recorded` + `unchanged` + `rejected`.

    `events` are the entries of those recorded.
    """

    rows: int = 0
    recorded: int = 0
    unchanged: int = 0
    rejected: int = 0
    events: int = 0

    def add(self, more: "Figures") -> None:
        """Add those of other rows."""
        for key in self.__struct_fields__:
            setattr(self, key, getattr(self, key) + getattr(more, key))


@dataclass
class Result:
    """What came of an import.

    There may be more troubles than memory holds: they are read when they are asked for.
    """

    figures: Figures = field(default_factory=Figures)
    repeated: bool = False
    errors: Troubles = list
    warnings: Troubles = list

    def plain(self) -> dict[str, Any]:
        """Return it as JSON prints it, the troubles as they come."""
        told: dict[str, Any] = msgspec.to_builtins(self.figures)
        return {**told, "errors": _plain(self.errors()), "warnings": _plain(self.warnings())}

    def refuse(self) -> None:
        """Note that nothing is recorded since there are bad rows."""
        figures = self.figures
        figures.unchanged += figures.recorded
        figures.recorded = figures.events = 0


def _plain(troubles: Iterable[Trouble]) -> Iterator[dict[str, str]]:
    return (trouble._asdict() for trouble in troubles)
