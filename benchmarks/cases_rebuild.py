"""Case `rebuild`: the read model made anew, beside the import that made it."""

import product
from bench import Bench
from ledgers import remove
from table import alone, pair
from timing import Ran


def run(bench: Bench) -> None:
    """Measure every size."""
    for size in bench.settings.sizes:
        ledgers = bench.ledgers
        imported: list[Ran] = []
        rebuilt: list[Ran] = []
        for _ in range(bench.settings.rounds_at(size)):
            ledger = ledgers.begun(size, "rebuild.sqlite")
            imported.append(product.run(ledger, "import", "certificates", str(ledgers.certificates(size))))
            rebuilt.append(product.run(ledger, "rebuild"))
            ledgers.adopt(size, ledger)
            remove(ledger)
        rows = [
            pair(
                "rebuild",
                "s",
                [each.seconds for each in rebuilt],
                "import of the same",
                [each.seconds for each in imported],
                times=1,
            ),
            alone("peak memory", "MB", [each.peak for each in rebuilt], most=500),
        ]
        bench.tell("rebuild", size, rows)
