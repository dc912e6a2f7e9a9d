"""Several processes act on the same subject at the same moment."""

from fault_program import BODY, SCALE, Program, finish
from fault_racers import Racers
from fault_soundness import assert_sound, rows

ROUNDS = 15 * SCALE
ISSUE = ("--rule", "R-1", "--holder", "Holder", "--expires", "2099-01-01", "--on", "2024-01-02")


def ends_of(program: Program, number: str) -> list[str]:
    found = rows(
        program.path,
        "SELECT name FROM entries WHERE stream = ?"
        " AND name IN ('certificate.revoked.v1', 'certificate.cancelled.v1')",
        f"certificate:{BODY}/{number}",
    )
    return [row[0] for row in found]


def test_of_a_revocation_and_a_cancellation_at_once_just_one_is_recorded(program: Program) -> None:
    with Racers(program, 2) as racers:
        for number in (f"C-{n}" for n in range(ROUNDS)):
            racers.alone("cert", "issue", number, *ISSUE)
            revoked, cancelled = racers.together(
                ("cert", "revoke", number, "--on", "2024-02-01"),
                ("cert", "cancel", number, "--on", "2024-02-01"),
            )
            assert sorted([revoked.code, cancelled.code]) in ([0, 1], [0, 4])
            ends = ends_of(program, number)
            assert ends == ["certificate.revoked.v1" if revoked.code == 0 else "certificate.cancelled.v1"]
    assert_sound(program.path)


def test_of_four_ends_at_once_just_one_is_recorded(program: Program) -> None:
    with Racers(program, 4) as racers:
        for number in (f"C-{n}" for n in range(ROUNDS)):
            racers.alone("cert", "issue", number, *ISSUE)
            done = racers.together(
                ("cert", "revoke", number, "--on", "2024-02-01"),
                ("cert", "cancel", number, "--on", "2024-02-01"),
                ("cert", "revoke", number, "--on", "2024-02-02", "--reason", "fraud"),
                ("cert", "cancel", number, "--on", "2024-02-03", "--reason", "holder_request"),
            )
            codes = [each.code for each in done]
            assert codes.count(0) == 1
            assert set(codes) <= {0, 1, 4}
            assert len(ends_of(program, number)) == 1
    assert_sound(program.path)


def test_the_same_act_by_four_at_once_is_recorded_once_and_done_already_for_the_others(
    program: Program,
) -> None:
    with Racers(program, 4) as racers:
        for number in (f"C-{n}" for n in range(ROUNDS // 2)):
            racers.alone("cert", "issue", number, *ISSUE)
            done = racers.together(*[("cert", "revoke", number, "--on", "2024-02-01")] * 4)
            assert {each.code for each in done} <= {0, 4}
            assert len(ends_of(program, number)) == 1
    assert_sound(program.path)


def test_the_same_command_id_by_four_at_once_is_carried_out_once(program: Program) -> None:
    with Racers(program, 4) as racers:
        for number in (f"C-{n}" for n in range(ROUNDS // 2)):
            command = ("cert", "issue", number, *ISSUE, "--command-id", number, "--format", "json")
            done = racers.together(*[command] * 4)
            assert {each.code for each in done} <= {0, 4}
            assert sum('"repeated"' not in each.out for each in done if each.code == 0) == 1
    assert_sound(program.path)


def test_a_command_id_that_two_commands_use_at_once_belongs_to_one_of_them(program: Program) -> None:
    with Racers(program, 2) as racers:
        for number in (f"C-{n}" for n in range(ROUNDS // 2)):
            done = racers.together(
                ("cert", "issue", f"{number}-A", *ISSUE, "--command-id", number),
                ("cert", "issue", f"{number}-B", *ISSUE, "--command-id", number),
            )
            assert sorted(each.code for each in done) in ([0, 1], [0, 4])
    assert_sound(program.path)


def test_certificates_of_four_writers_are_all_recorded_and_in_one_order(program: Program) -> None:
    with Racers(program, 4) as racers:
        for n in range(ROUNDS):
            done = racers.together(*[("cert", "issue", f"C-{n}-{writer}", *ISSUE) for writer in range(4)])
            assert [each.code for each in done] == [0] * 4
    assert_sound(program.path)


def test_processes_that_start_at_once_agree_on_who_was_first(program: Program) -> None:
    for number in (f"C-{n}" for n in range(2 * SCALE)):
        program.record("cert", "issue", number, *ISSUE)
        started = [
            program.start("cert", verb, number, "--on", "2024-02-01")
            for verb in ("revoke", "cancel", "revoke", "cancel")
        ]
        done = [finish(process) for process in started]
        assert {each.code for each in done} <= {0, 1, 4}
        assert len(ends_of(program, number)) == 1
        assert all("database is locked" not in each.err for each in done)
    assert_sound(program.path)
