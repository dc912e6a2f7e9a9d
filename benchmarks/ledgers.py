"""Ledgers and files of each size, made once in a run and copied by whoever writes to them."""

import shutil
from pathlib import Path

import product
from data import World, write, write_shuffled
from product import Reading


class Ledgers:
    """What the cases work on, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worlds: dict[int, World] = {}
        self._positions: dict[int, int] = {}

    def world(self, size: int) -> World:
        """Return the made-up world of a size."""
        return self._worlds.setdefault(size, World(size))

    # Files -----------------------------------------------------------------------

    def certificates(self, size: int) -> Path:
        """Return the sheet of certificates, sorted by id."""
        path = self._folder / f"certificates-{size}.csv"
        return path if path.exists() else write(path, self.world(size).certificate_rows())

    def shuffled(self, size: int) -> Path:
        """Return the same sheet in a random order."""
        path = self._folder / f"certificates-{size}-unsorted.csv"
        return path if path.exists() else write_shuffled(self.certificates(size), path)

    def scratch(self, name: str) -> Path:
        """Return a path at which there is nothing."""
        path = self._folder / name
        remove(path)
        return path

    # Ledgers ---------------------------------------------------------------------

    def begun(self, size: int, name: str) -> Path:
        """Return a new ledger that has the notices and the rules, and no certificate yet."""
        path = self._folder / f"rules-{size}.sqlite"
        if not path.exists():
            draft = self.scratch(f"rules-{size}.draft.sqlite")
            product.run(draft, "init")
            product.run(draft, "notice", "issue", "--preset", "cnca-2024-3")
            product.run(draft, "notice", "issue", "--preset", "cnca-2024-31")
            sheet = write(self._folder / f"rules-{size}.csv", self.world(size).rule_rows())
            product.run(draft, "import", "rules", str(sheet))
            _move(draft, path)
        return self.copy(path, name)

    def imported(self, size: int) -> Path:
        """Return the ledger with all certificates; nobody writes to it."""
        path = self._folder / f"imported-{size}.sqlite"
        if not path.exists():
            draft = self.begun(size, f"imported-{size}.draft.sqlite")
            product.run(draft, "import", "certificates", str(self.certificates(size)))
            _move(draft, path)
        return path

    def adopt(self, size: int, ledger: Path) -> None:
        """Keep a ledger into which all certificates were imported, instead of importing them again."""
        path = self._folder / f"imported-{size}.sqlite"
        if not path.exists():
            _move(ledger, path)

    def position_of_import(self, size: int) -> int:
        """Return the last position of the import of the certificates."""
        if size not in self._positions:
            self._positions[size] = Reading(self.imported(size)).last_position()
        return self._positions[size]

    def full(self, size: int) -> Path:
        """Return the ledger with the regulator's flags, late changes and voids; nobody writes to it."""
        path = self._folder / f"full-{size}.sqlite"
        if not path.exists():
            draft = self.copy(self.imported(size), f"full-{size}.draft.sqlite")
            sheet = write(self._folder / f"events-{size}.csv", self.world(size).event_rows())
            product.run(draft, "import", "events", str(sheet))
            mistakes = [
                f"#{entry['position']}"
                for certificate in self.world(size).suspensions_to_void()
                for entry in product.log(draft, certificate)
                if entry["type"] == "CertificateSuspended"
            ]
            if mistakes:
                product.run(draft, "void", *mistakes, "--why", "录入错误", "--yes")
            _move(draft, path)
        return path

    def copy(self, ledger: Path, name: str) -> Path:
        """Return a copy of a ledger that nobody has open."""
        path = self.scratch(name)
        shutil.copyfile(ledger, path)
        return path


def remove(path: Path) -> None:
    """Remove a database file and what lies beside it."""
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        each.unlink(missing_ok=True)


def bytes_on_disk(path: Path) -> int:
    """Return the size of a database file with what lies beside it."""
    beside = (path, path.with_name(f"{path.name}-wal"))
    return sum(each.stat().st_size for each in beside if each.exists())


def _move(draft: Path, path: Path) -> None:
    assert not draft.with_name(f"{draft.name}-wal").exists(), "everybody has closed it"
    draft.rename(path)
