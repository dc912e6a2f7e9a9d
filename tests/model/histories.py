"""Random histories: command lines drawn from small pools, and a clerk who enters them in-process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Protocol

from click.testing import CliRunner, Result
from freezegun import freeze_time
from hypothesis import strategies as st

import cli.clock  # imported before the clock is frozen
from cli.main import main

BODY, OTHER = "CNCA-R-2099-001", "CNCA-RF-2099-02"
RULES = tuple(f"{BODY}/{number}" for number in ("R1", "R2"))
REFILINGS = tuple(f"{BODY}/{number}" for number in ("R8", "R9"))
CERTS = tuple(f"{BODY}/{number}" for number in ("C1", "C2", "C3"))
REPLACEMENTS = tuple(f"{BODY}/{number}" for number in ("C8", "C9"))
THERE = (f"{OTHER}/R1", f"{OTHER}/C1")
NOTICES = {"cnca-2024-3": "国认监〔2024〕3号", "cnca-2024-31": "认秘函〔2024〕31号"}

DAYS = (
    *("2024-04-02", "2024-04-15", "2024-04-29", "2024-04-30", "2024-05-01", "2024-05-30"),
    *("2024-07-02", "2024-07-05", "2024-07-14", "2024-07-15", "2024-07-16", "2024-07-20"),
)
FILE = "@report"
"""Stands for a file beside the ledger."""

READ_DAYS = ("2024-04-01", *DAYS, "2024-04-03", "2024-05-02", "2024-07-17", "2024-07-31", "2025-07-01")
EXPIRIES = (*DAYS[2:5], *DAYS[8:11], *DAYS[8:11], "2024-07-31", *("2025-06-30",) * 6)
MOMENTS = tuple(
    f"{day}T{time}" for day in DAYS for time in ("01:00:00", "15:59:59.999999", "16:00:00", "16:03:00")
)
"""UTC; midnight in Shanghai is at 16:00."""


class Step(NamedTuple):
    """A command line, and by how many of the moments the clock moves before it is given."""

    advance: int
    args: tuple[str, ...]


class History(NamedTuple):
    """Command lines in order; the clock stands at the moment `start` before the first."""

    start: int
    steps: list[Step]


class Frozen(Protocol):
    """The clock of freezegun."""

    def move_to(self, moment: str) -> None: ...


# Command lines ---------------------------------------------------------------

days, expiries = st.sampled_from(DAYS), st.sampled_from(EXPIRIES)
grounds = dict(
    zip(NOTICES, (("out_of_scope", "nonconforming"), ("out_of_scope", "misclassified")), strict=True)
)
rules = st.sampled_from((*RULES, *RULES, *REFILINGS))
certs = st.sampled_from((*CERTS, *CERTS, *REPLACEMENTS))
notices = st.sampled_from(tuple(NOTICES))
entries = st.integers(1, 40).map(lambda back: f"#-{back}")
on = st.one_of(st.just(()), *[days.map(lambda day: ("--on", day))] * 6)
circumstances = st.one_of(
    *[st.just(())] * 3,
    days.map(lambda day: ("--reported-on", day, "--receipt", "S1")),
    st.just(("--reason", "self_check")),
)
Draw = Any


@st.composite
def command_lines(draw: Draw) -> tuple[str, ...]:  # noqa: PLR0912 - one case per verb
    """Draw a command line; most can be accepted, many are refused."""
    noun, verb = draw(st.sampled_from(VERBS)).split()
    which, when = draw(certs if noun == "cert" else rules if noun == "rule" else notices), draw(on)
    rest: tuple[str, ...] = ()
    match verb:
        case "issue":
            of = draw(st.sampled_from(RULES + REFILINGS))
            rest = ("--rule", of, "--holder", "甲", "--expires", draw(expiries))
            rest += draw(st.sampled_from(((), ("--irregular", "--why", "it happened"))))
        case "amend":
            rest = ("--holder", draw(st.sampled_from("乙丙")))
        case "suspend" | "reinstate" | "cancel" | "revoke" | "notify":
            if draw(st.integers(0, 7)) == 0:
                which, rest = "--rule", (draw(rules), "--yes")
            rest += ("--by", "letter") if verb == "notify" else ()
            rest += ("--until", draw(days)) if verb == "suspend" and draw(st.booleans()) else ()
        case "renew":
            rest = ("--expires", draw(expiries))
        case "transfer":
            rest = ("--to", draw(rules))
            rest += draw(st.sampled_from(((), ("--as", REPLACEMENTS[0]), ("--as", REPLACEMENTS[1]))))
        case "flag":
            notice = draw(notices)
            rest = ("--notice", notice, "--ground", draw(st.sampled_from(grounds[notice])))
            when = when and ("--on", draw(st.sampled_from(DAYS if notice == "cnca-2024-3" else DAYS[6:])))
        case "unflag":
            rest = ("--notice", draw(notices))
        case "deregister":
            settle = draw(st.sampled_from((None, None, "cancel", "revoke")))
            rest = ("--settle", settle, "--yes") if settle else ()
        case "refile":
            rest = ("--as", draw(st.sampled_from(REFILINGS)))
            rest += draw(st.sampled_from(((), ("--category", "neutrality"))))
        case "extend":
            rest = ("--to", draw(days))
        case "overdue":
            return (noun, verb, "--notice", which, "--publish", "-o", FILE, "--force")
        case "filing":
            return (noun, verb, "--body", BODY, "--publish", "-o", FILE, "--force")
        case "void":
            one = draw(st.sampled_from((("void",), ("void", "--commit"))))
            return (*one, draw(entries), "--why", "wrong", "--yes")
        case "correct":
            changes = [("--on", draw(days)), ("--expires", draw(expiries)), ("--holder", "丁")]
            changes += [("--ground", "misclassified"), ("--to", draw(days)), ("--reported-on", draw(days))]
            return ("correct", draw(entries), "--why", "wrong", *draw(st.sampled_from(changes)))
    return (noun, verb, which, *rest, *when, *draw(circumstances))


VERBS = (
    *("rule flag",) * 8,
    *("rule unflag",) * 3,
    *("rule deregister",) * 5,
    *("rule refile",) * 3,
    *("cert issue",) * 5,
    *("cert amend", "cert suspend", "cert suspend", "cert reinstate"),
    *("cert cancel",) * 4,
    *("cert revoke",) * 2,
    *("cert renew",) * 3,
    *("cert transfer",) * 4,
    *("cert notify", "notice extend", "notice extend", "notice withdraw"),
    *("ledger void",) * 5,
    *("ledger correct",) * 3,
    *("report overdue", "report filing"),
)


SCENES = ("refiled", "settled", "settled", "reflagged", "suspended", "renewed", *("single",) * 6)


@st.composite
def scenes(draw: Draw) -> list[tuple[str, ...]]:
    """Draw some command lines that go together, on days in order, or a single one."""
    rule, cert = draw(st.sampled_from(RULES)), draw(st.sampled_from(CERTS))
    notice = draw(st.sampled_from(tuple(NOTICES)))
    ground = draw(st.sampled_from(grounds[notice]))
    of_notice = st.sampled_from(DAYS if notice == "cnca-2024-3" else DAYS[6:])
    one, two, three, four = (("--on", day) for day in sorted(draw(st.tuples(*[of_notice] * 4))))
    flag = ("rule", "flag", rule, "--notice", notice, "--ground")
    new_number = draw(st.sampled_from(((), ("--as", REPLACEMENTS[0]))))
    match draw(st.sampled_from(SCENES)):
        case "refiled":
            return [
                (*flag, ground, *one),
                ("rule", "deregister", rule, *two, *draw(circumstances)),
                ("rule", "refile", rule, "--as", REFILINGS[0], *three),
                ("cert", "transfer", cert, "--to", REFILINGS[0], *new_number, *four),
            ]
        case "settled":
            ended = ("cert", draw(st.sampled_from(("cancel", "revoke"))), cert, *three, *draw(circumstances))
            moved = ("cert", "transfer", cert, "--to", draw(rules), *new_number, *two)
            return [(*flag, ground, *one), *draw(st.permutations((moved, ended)))]
        case "reflagged":
            unflag = ("rule", "unflag", rule, "--notice", notice, *two)
            again = (*flag, draw(st.sampled_from(grounds[notice])), *three)
            return [
                (*flag, ground, *one),
                unflag,
                again,
                *draw(st.sampled_from(([], [(*unflag[:-2], *four)]))),
            ]
        case "suspended":
            verb = draw(st.sampled_from(("reinstate", "cancel", "renew", "transfer")))
            more = {"renew": ("--expires", "2025-06-30"), "transfer": ("--to", rule, *new_number)}.get(
                verb, ()
            )
            until = draw(st.sampled_from(((), ("--until", *four[1:]))))
            return [("cert", "suspend", cert, *until, *one), ("cert", verb, cert, *more, *two)]
        case "renewed":
            to = (("--expires", expiry) for expiry in sorted(draw(st.tuples(expiries, expiries))))
            return [("cert", "renew", cert, *next(to), *one), ("cert", "renew", cert, *next(to), *two)]
    return [draw(command_lines())]


@st.composite
def histories(draw: Draw) -> History:
    """Draw a history: two bodies, two notices, some rules and certificates, then what becomes of them."""
    boundaries = st.sampled_from(("inclusive", "exclusive"))
    filing_days = st.sampled_from(("2024-03-01", "2024-03-01", "2024-04-15", "2024-05-30"))
    filed = ("--name", "n", "--category", "reduction", "--scheme", "product", "--on")
    issued = ("--holder", "甲", "--expires")
    opening = [
        *(("body", "register", body, "--name", body, "--on", "2024-01-01") for body in (BODY, OTHER)),
        *(("notice", "issue", "--preset", alias, "--boundary", draw(boundaries)) for alias in NOTICES),
        *(("rule", "file", rule, *filed, draw(filing_days)) for rule in (*RULES, THERE[0])),
        *(
            ("cert", "issue", cert, "--rule", rule, *issued, draw(expiries), "--on", draw(issue_days))
            for cert, rule in zip((*CERTS, THERE[1]), (RULES[0], RULES[0], RULES[1], THERE[0]), strict=True)
            for issue_days in (st.sampled_from(("2024-03-01", *DAYS[:6])),)
        ),
    ]
    advances = st.sampled_from((-1, 0, 0, 1, 1, 1, 2, 3))
    said = [line for _ in range(draw(st.integers(0, 14))) for line in draw(scenes())]
    steps = [Step(draw(advances), line) for line in said]
    return History(draw(st.integers(0, 32)), [*(Step(0, line) for line in opening), *steps])


# Entering them ---------------------------------------------------------------


class Clerk:
    """Gives command lines to one ledger, at moments of the clock."""

    def __init__(self, path: Path, clock: Frozen) -> None:
        self._runner, self._path, self._clock = CliRunner(), path, clock
        self._last = 0
        self.say("init")

    def say(self, *args: str) -> Result:
        """Run a command line; a failure that is no refusal is an error of the test."""
        result = self._runner.invoke(main, ["--ledger", str(self._path), "--lang", "en", *args])
        said = f"{args}\n{result.stdout}\n{result.stderr}"
        assert result.exit_code in {0, 1, 3}, said
        assert '"internal"' not in result.stderr, said
        return result

    def read(self, *args: str) -> Any:
        """Return what a reading command prints as JSON; None where it is refused."""
        result = self.say(*args, "--format", "json")
        return None if result.exit_code == 1 else json.loads(result.stdout)

    def log(self, *args: str) -> list[dict[str, Any]]:
        """Return the rows of the log."""
        lines = self.say("log", "--format", "jsonl", *args).stdout.splitlines()
        return [json.loads(line) for line in lines]

    def enter(self, history: History) -> None:
        """Give the command lines of a history; what is refused is skipped and must record nothing."""
        moment = history.start
        for advance, args in history.steps:
            moment = min(max(moment + advance, 0), len(MOMENTS) - 1)
            self._clock.move_to(MOMENTS[moment])
            result = self.say(*map(self._position, args), "--format", "json")
            assert result.exit_code in {0, 1}, (args, result.stderr)
            if result.exit_code == 0:
                recorded = json.loads(result.stdout)["recorded"]
                expected = list(range(self._last + 1, self._last + len(recorded) + 1))
                assert [entry["position"] for entry in recorded] == expected, args
                self._last += len(recorded)
        assert len(self.log()) == self._last, "only what was accepted is recorded"

    def _position(self, text: str) -> str:
        """Return an entry for one that is counted from the end."""
        if text == FILE:
            return str(self._path.with_suffix(".report"))
        return f"#{self._last - int(text[2:]) % self._last}" if text.startswith("#-") else text


@contextmanager
def ledger(history: History) -> Iterator[Clerk]:
    """Yield the clerk of a new ledger that holds a history, some weeks after its last entry."""
    assert cli.clock.now(), "the clock is the one that is frozen"
    with TemporaryDirectory() as folder, freeze_time(MOMENTS[0]) as clock:
        clerk = Clerk(Path(folder) / "ledger.sqlite", clock)
        clerk.enter(history)
        clock.move_to("2024-07-31T04:00:00")
        yield clerk
