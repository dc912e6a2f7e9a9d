"""One process closes a rule while another puts certificates under it."""

import pytest
from fault_program import BODY, SCALE, Program
from fault_racers import Racers
from fault_soundness import assert_sound, rows

ROUNDS = 12 * SCALE
DAY = "2024-03-01"


def file_rule(racers: Racers, rule: str) -> None:
    racers.alone(
        *("rule", "file", f"{BODY}/{rule}", "--name", "Rule", "--category", "reduction"),
        *("--scheme", "product", "--on", "2024-01-01"),
    )


def acts_of(program: Program, *streams: str) -> list[str]:
    """Return the types of the entries about these subjects, in the order of recording."""
    found = rows(
        program.path,
        f"SELECT name FROM entries WHERE stream IN ({', '.join('?' * len(streams))}) ORDER BY position",
        *streams,
    )
    return [name.removesuffix(".v1") for (name,) in found]


@pytest.mark.parametrize("settle", ["cancel", "revoke"])
def test_a_certificate_issued_while_its_rule_is_deregistered_is_settled_or_refused(
    program: Program, settle: str
) -> None:
    ended = {"cancel": "certificate.cancelled", "revoke": "certificate.revoked"}[settle]
    with Racers(program, 2) as racers:
        for n in range(ROUNDS):
            rule, number = f"R-X{n}", f"C-{n}"
            file_rule(racers, rule)
            issued, deregistered = racers.together(
                *(
                    (
                        "cert",
                        "issue",
                        number,
                        "--rule",
                        rule,
                        "--holder",
                        "H",
                        "--expires",
                        "2099-01-01",
                        "--on",
                        DAY,
                    ),
                    ("rule", "deregister", rule, "--settle", settle, "--yes", "--on", DAY),
                )
            )
            acts = acts_of(program, f"rule:{BODY}/{rule}", f"certificate:{BODY}/{number}")
            if issued.code == 0 and deregistered.code == 0:
                assert acts == ["rule.filed", "certificate.issued", "rule.deregistered", ended]
            elif issued.code == 0:
                assert deregistered.code == 4
                assert acts == ["rule.filed", "certificate.issued"]
            else:
                assert (issued.code, deregistered.code) in ((1, 0), (4, 0))
                assert acts == ["rule.filed", "rule.deregistered"]
    assert_sound(program.path)


def test_a_certificate_transferred_to_a_rule_while_that_is_deregistered_was_there_first(
    program: Program,
) -> None:
    with Racers(program, 2) as racers:
        for n in range(ROUNDS):
            rule, number = f"R-X{n}", f"C-{n}"
            file_rule(racers, rule)
            racers.alone(
                *("cert", "issue", number, "--rule", "R-1", "--holder", "H", "--expires", "2099-01-01"),
                *("--on", "2024-02-01"),
            )
            transferred, deregistered = racers.together(
                ("cert", "transfer", number, "--to", rule, "--on", DAY),
                ("rule", "deregister", rule, "--on", DAY),
            )
            assert deregistered.code in {0, 4}
            acts = acts_of(program, f"rule:{BODY}/{rule}", f"certificate:{BODY}/{number}")[2:]
            if transferred.code == 0 and deregistered.code == 0:
                assert acts == ["certificate.transferred", "rule.deregistered"]
            elif transferred.code == 0:
                assert acts == ["certificate.transferred"]
            else:
                assert transferred.code in {1, 4}
                assert acts == ["rule.deregistered"]
    assert_sound(program.path)
