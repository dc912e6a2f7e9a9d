"""What a case is given, and where it tells what it measured."""

from ledgers import Ledgers
from settings import Settings
from table import Row, Section


class Bench:
    """One run: its settings, its ledgers, and what was told so far."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ledgers = Ledgers(settings.folder)
        self.sections: list[Section] = []

    def tell(self, case: str, size: int, rows: list[Row], *remarks: str) -> None:
        """Print what was measured and keep it for the summary."""
        section = Section(case, size, rows, remarks)
        self.sections.append(section)
        print(f"\n{section.text()}", flush=True)

    @property
    def broken(self) -> bool:
        """Tell whether a check that must hold on any machine does not."""
        return any(row.unit == "yes" and not row.met for section in self.sections for row in section.rows)
