"""Somebody else records just between a command's decision and its recording."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from fault_program import BODY, InProcess, Program
from fault_soundness import assert_sound, size

from ledger.service import Ledger

DAY = "2024-03-01"
ISSUE = (
    "cert",
    "issue",
    "C-1",
    "--rule",
    "R-1",
    "--holder",
    "H",
    "--expires",
    "2099-01-01",
    "--on",
    "2024-02-01",
)
FLAG = ("rule", "flag", "R-1", "--ground", "out_of_scope", "--notice", "cnca-2024-31", "--on", "2024-07-05")

Between = Callable[[Callable[[], None]], None]


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Between:
    """Return what lets something happen before each recording from now on."""

    def happens(act: Callable[[], None]) -> None:
        recorded = Ledger._recorded

        def late(self: Ledger, *arguments: Any, **named: Any) -> Any:
            act()
            return recorded(self, *arguments, **named)

        monkeypatch.setattr(Ledger, "_recorded", late)

    return happens


def once(program: Program, *command: str) -> Callable[[], None]:
    done: list[bool] = []

    def act() -> None:
        if not done:
            done.append(True)
            program.record(*command)

    return act


def types(program: Program) -> list[str]:
    return [entry[0] for entry in program.log()]


def test_a_certificate_decided_before_its_rule_was_deregistered_is_refused(
    program: Program, here: InProcess, between: Between
) -> None:
    between(once(program, "rule", "deregister", "R-1", "--on", "2024-01-31"))
    done = here(*ISSUE, "--format", "json")
    assert done.code == 1
    assert done.refuses("rule.closed")
    assert "CertificateIssued" not in types(program)


def test_a_rule_is_not_deregistered_past_a_certificate_that_was_just_issued(
    program: Program, here: InProcess, between: Between
) -> None:
    between(once(program, *ISSUE))
    done = here("rule", "deregister", "R-1", "--settle", "cancel", "--yes", "--on", DAY)
    assert done.code in {0, 4}
    settled = ["RuleDeregistered", "CertificateCancelled"] if done.code == 0 else []
    assert types(program)[2:] == ["CertificateIssued", *settled]
    assert_sound(program.path)


def test_a_selection_that_changed_after_it_was_confirmed_is_a_conflict(
    program: Program, here: InProcess, between: Between
) -> None:
    program.record(*ISSUE)
    between(once(program, *ISSUE[:2], "C-2", *ISSUE[3:]))
    done = here("cert", "cancel", "--rule", "R-1", "--yes", "--on", DAY, "--format", "json")
    assert done.code in {0, 4}
    ended = types(program).count("CertificateCancelled")
    assert ended == (2 if done.code == 0 else 0)


def test_what_is_overtaken_again_and_again_gives_up_as_a_conflict(
    program: Program, here: InProcess, between: Between
) -> None:
    program.record(*ISSUE)
    turn = iter(range(100))
    between(lambda: program.record("cert", "amend", "C-1", "--scope", f"Scope {next(turn)}", "--on", DAY))
    done = here("cert", "revoke", "C-1", "--on", "2024-04-01", "--format", "json")
    assert done.code == 4
    assert done.refuses("conflict")
    assert "CertificateRevoked" not in types(program)


FOUNDATIONS: Mapping[str, tuple[Sequence[str], str, Sequence[str]]] = {
    "rule": ((), "#2", ISSUE),
    "body": (
        ("body", "register", "CNCA-R-2099-002", "--name", "Other", "--on", "2024-01-01"),
        "#3",
        (
            "rule",
            "file",
            "CNCA-R-2099-002/R-9",
            "--name",
            "N",
            "--category",
            "reduction",
            "--scheme",
            "product",
        ),
    ),
    "notice": (("notice", "issue", "--preset", "cnca-2024-31"), "#3", FLAG),
}


@pytest.mark.parametrize("kind", FOUNDATIONS)
def test_what_a_new_entry_names_cannot_be_voided_behind_its_back(
    program: Program, here: InProcess, between: Between, kind: str
) -> None:
    """The contract: a void of what founds a subject is refused while a standing entry names it."""
    before, position, naming = FOUNDATIONS[kind]
    if before:
        program.record(*before)
    between(once(program, *naming))
    done = here("void", position, "--why", "Entered by mistake", "--yes", "--format", "json")
    assert "EntryVoided" not in types(program), f"{position} was voided although {BODY} goes on naming it"
    assert done.code in {1, 4}
    assert done.refuses("void.depended_on", "conflict")
    assert_sound(program.path)


@pytest.mark.parametrize("kind", FOUNDATIONS)
def test_nothing_is_entered_that_names_what_was_just_voided(
    program: Program, here: InProcess, between: Between, kind: str
) -> None:
    before, position, naming = FOUNDATIONS[kind]
    if before:
        program.record(*before)
    between(once(program, "void", position, "--why", "Entered by mistake", "--yes"))
    entries = size(program.path)
    done = here(*naming, "--format", "json")
    assert done.code == 1
    assert done.refuses(f"{kind}.unknown", "rule.not_filed_then")
    assert size(program.path) == entries + 1


def test_a_number_that_somebody_else_just_took_is_not_issued_twice(
    program: Program, here: InProcess, between: Between
) -> None:
    between(once(program, *ISSUE[:6], "Somebody else", *ISSUE[7:]))
    done = here(*ISSUE, "--format", "json")
    assert done.code == 1
    assert done.refuses("certificate.exists")
    assert types(program).count("CertificateIssued") == 1
