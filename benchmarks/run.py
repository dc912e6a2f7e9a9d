"""The benchmarks: `run.py [CASE …]`, all of them without a name.

BENCH_SIZE is the number of certificates (100,000; 1,000,000 for the figures of
docs/performance.md; 5,000,000 at most), BENCH_ROUNDS how often each case is
run (5), BENCH_SECONDS how long processes contend (60), BENCH_DIR a folder in
which the files are kept. `--write PAGE` puts what is printed into a page of
documentation as well.
"""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import machine
import page
from bench import Bench
from settings import from_environment
from table import growth, wanted

CASES = ("import", "rebuild", "reads", "audit", "writes", "long", "start", "concurrency", "workbook", "peers")


def main() -> int:
    """Run the cases and print; return 1 where a check that must hold does not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--write", type=Path, metavar="PAGE", help="fill the marked places of a page too")
    given = parser.parse_args()
    if unknown := [case for case in given.cases if case not in CASES]:
        parser.error(f"no such case: {', '.join(unknown)}; there are {', '.join(CASES)}")
    with from_environment() as settings:
        about = [
            f"sizes      {', '.join(f'{size:,}' for size in settings.sizes)} certificates",
            f"rounds     {settings.rounds}; processes contend for {settings.seconds:g} s",
            *machine.lines(settings.folder),
        ]
        print("\n".join(about), flush=True)
        bench = Bench(settings)
        for case in given.cases or CASES:
            if sys.stderr.isatty():
                print(f"\n… {case}", file=sys.stderr)
            run: Callable[[Bench], None] = import_module(f"cases_{case}").run
            run(bench)
            if given.write is not None:  # the next case may fail, after an hour
                page.fill(given.write, about, bench.sections, growth(bench.sections))
        for summary in filter(None, (growth(bench.sections), wanted(bench.sections))):
            print(f"\n{summary}")
    if bench.broken:
        print("Something that must hold does not: see NO above.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
