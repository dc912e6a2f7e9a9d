"""The main job, end to end, on the made-up samples: record, import, report, look back.

Builds a ledger in `.demo/` with the certledger that is installed beside this
Python, and prints each command before what it answers.
"""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).parent
FOLDER = SAMPLES.parent / ".demo"
PROGRAM = Path(sys.executable).with_name("certledger")
LATE = ("CNCA-R-2099-001/99124C20901R0S", "CNCA-R-2099-001/99124C20902R1M/9902")
MISTAKEN = "CNCA-R-2099-001/99124C20903R0L"
SELF_CHECK, CLEAN_UP = "cnca-2024-3", "cnca-2024-31"


def run(*arguments: str, quiet: bool = False, needed: bool = True) -> str:
    """Print a command, run it, print and return what it says; end where it fails and is `needed`."""
    shown = [argument.removeprefix(f"{SAMPLES}/") for argument in arguments]
    print(f"\n$ certledger {shlex.join(shown)}", flush=True)
    done = subprocess.run(
        [PROGRAM, *arguments],
        cwd=FOLDER,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    if quiet and len(lines) > 8:
        lines = [*lines[:2], f"… {len(lines) - 7} more lines", *lines[-5:]]
    print("\n".join(lines), flush=True)
    if done.returncode and needed:
        sys.exit(done.returncode)
    return done.stdout


def say(text: str) -> None:
    """Print what comes next."""
    print(f"\n== {text}", flush=True)


def last_position() -> int:
    """Return the position of the last entry."""
    found = subprocess.run(
        [PROGRAM, "info", "--format", "json"], cwd=FOLDER, stdout=subprocess.PIPE, check=True
    )
    return int(json.loads(found.stdout)["entries"])


def main() -> None:
    """Tell the story."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    say("A ledger, the two notices, and what four made-up bodies have in their sheets")
    run("init")
    run("notice", "issue", "--preset", SELF_CHECK)
    run("notice", "issue", "--preset", CLEAN_UP)
    run("import", "rules", f"{SAMPLES}/rules.xlsx", "--opening")
    run("import", "certificates", f"{SAMPLES}/certificates.csv", "--opening", quiet=True)
    run("import", "events", f"{SAMPLES}/events.xlsx", "--opening")
    run("import", "events", f"{SAMPLES}/late-events.csv")
    known = last_position()

    say("The first notice, on its deadline")
    run("report", "compliance", "--notice", SELF_CHECK, "--as-of", "2024-04-30")
    say("The second notice, on its deadline")
    run("report", "compliance", "--notice", CLEAN_UP, "--as-of", "2024-07-15")
    say("The second notice, today")
    run("report", "compliance", "--notice", CLEAN_UP)

    say("Two cancellations turn up that were never entered; a third one is a mistake")
    common = ("--reason", "rule_out_of_scope", "--notice", CLEAN_UP, "--actor", "Li Si")
    run("cert", "cancel", *LATE, "--on", "2024-07-12", *common, "--why", "found in the paper file", "--yes")
    run("cert", "cancel", MISTAKEN, "--on", "2024-07-15", *common)
    run("void", f"#{last_position()}", "--why", "mixed up with another certificate", "--yes")
    run("show", MISTAKEN)

    say("The deadline again, as it is known now: two more on time, both recorded late")
    run("report", "compliance", "--notice", CLEAN_UP, "--as-of", "2024-07-15")
    say("The same day, as it was known before")
    run("report", "compliance", "--notice", CLEAN_UP, "--as-of", "2024-07-15", "--known-at", f"#{known}")
    say("The report as it is filed: a page, a workbook and a PDF, in Chinese")
    filed = ("--lang", "zh", "report", "compliance", "--notice", CLEAN_UP, "--as-of", "2024-07-31")
    for form in ("html", "xlsx", "pdf"):  # the PDF needs a Chinese font, and says which
        run(*filed, "--format", form, "-o", f"report.{form}", needed=form != "pdf")

    say(f"The ledger is {FOLDER.name}/certledger.sqlite; try: {Path('.venv/bin')}/certledger --help")


if __name__ == "__main__":
    main()
