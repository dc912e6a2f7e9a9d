"""Case `import`: a sheet of certificates into a ledger, beside the bare inserts and a plain event store."""

import sys
from pathlib import Path

import product
from bench import Bench
from floors import copy_rows
from ledgers import bytes_on_disk, remove
from product import Reading
from table import Row, alone, pair
from timing import Ran, process

LARGE = 100_000
"""Certificates from which on the start of the process is little of what an import takes."""

STORE_UP_TO = 100_000
"""The plain event store takes minutes beyond."""

STORE = Path(__file__).with_name("peers_store.py")


def run(bench: Bench) -> None:
    """Measure every size."""
    for size in bench.settings.sizes:
        rows, remarks = _import(bench, size)
        bench.tell("import", size, rows, *remarks)


def _import(bench: Bench, size: int) -> tuple[list[Row], list[str]]:
    ledgers, folder = bench.ledgers, bench.settings.folder
    ours: list[Ran] = []
    unsorted: list[Ran] = []
    floor: list[float] = []
    store: list[Ran] = []
    per_entry = per_event = 0.0
    for _ in range(bench.settings.rounds_at(size)):
        ledger = ledgers.begun(size, "import.sqlite")
        ours.append(product.run(ledger, "import", "certificates", str(ledgers.certificates(size))))
        entries = Reading(ledger).last_position()
        per_entry = bytes_on_disk(ledger) / entries

        bare = ledgers.scratch("floor.sqlite")
        product.create(bare)
        floor.append(copy_rows(ledger, bare))
        remove(bare)

        other = ledgers.begun(size, "unsorted.sqlite")
        unsorted.append(product.run(other, "import", "certificates", str(ledgers.shuffled(size))))
        remove(other)

        if size <= STORE_UP_TO:
            events = ledgers.scratch("store.sqlite")
            arguments = [sys.executable, str(STORE), str(ledgers.certificates(size)), str(events)]
            store.append(process(arguments, folder, environment=product.ENVIRONMENT))
            per_event = bytes_on_disk(events) / (2 * size)
            remove(events)
        ledgers.adopt(size, ledger)
    taken = [each.seconds for each in ours]
    rows = [
        pair(
            "import of a sorted sheet",
            "s",
            taken,
            "raw executemany",
            floor,
            times=2.5 if size >= LARGE else None,
        ),
        pair("import of an unsorted sheet", "s", [u.seconds for u in unsorted], "sorted", taken, times=1.3),
        alone("time of an entry", "µs", [each / entries for each in taken]),
        alone("size of an entry on disk", "B", [per_entry], most=450),
        alone("peak memory, sorted", "MB", [each.peak for each in ours], most=500),
        alone("peak memory, unsorted", "MB", [each.peak for each in unsorted], most=500),
    ]
    if not store:
        return rows, [f"The plain event store was not run: it is up to {STORE_UP_TO:,} certificates."]
    beside = "plain event store"
    rows += [
        pair("import of a sorted sheet", "s", taken, beside, [each.seconds for each in store], times=1),
        pair("size of an entry on disk", "B", [per_entry], beside, [per_event]),
        pair("peak memory, sorted", "MB", [o.peak for o in ours], beside, [s.peak for s in store]),
    ]
    return rows, []
