"""A desk at which the tests of the compliance statement flag, settle and read."""

from contextlib import closing
from typing import Any

import msgspec
import pytest

from domain.subject import Subject
from ledger.database import connect
from projections.reports.statement.parts import Statement
from projections.reports.statement.statement import statement
from projections.view import KnownAt, view

BODY = "CNCA-R-2099-001"
R1 = f"{BODY}/R1"
N31 = "cnca-2024-31"
IDS = {"cnca-2024-3": "国认监〔2024〕3号", N31: "认秘函〔2024〕31号"}


Case = tuple[str, int | None, str | None]


class Desk:
    """Flags, settles and reads."""

    def __init__(self, clerk: Any) -> None:
        self._clerk = clerk

    def flag(
        self, rule: str = R1, on: str = "2024-07-05", ground: str = "out_of_scope", notice: str = N31
    ) -> int:
        given = ("--ground", ground, "--notice", notice, "--on", on)
        return int(self._clerk.record("rule", "flag", rule, *given)[0]["position"])

    def cert(self, verb: str, cert: str, on: str, *more: str) -> int:
        return int(self._clerk.record("cert", verb, cert, "--on", on, *more)[0]["position"])

    def rule(self, verb: str, rule: str, on: str, *more: str) -> int:
        return int(self._clerk.record("rule", verb, rule, "--on", on, *more)[0]["position"])

    def made(
        self, as_of: str = "2024-07-31", notice: str = N31, known_at: int | None = None, **more: Any
    ) -> Statement:
        with closing(connect(str(self._clerk.path), writing=False)) as reader:
            at = None if known_at is None else KnownAt(position=known_at)
            seen = view(reader, as_of=as_of, known_at=at, today=as_of)
            found = statement(reader, Subject("notice", IDS.get(notice, notice)), seen, **more)
            read = [
                msgspec.structs.replace(each, cases=list(each.cases)) for each in found.irregularities
            ]  # before the reader is closed
            return msgspec.structs.replace(found, irregularities=read)

    def cases(self, found: Statement, name: str) -> list[Case]:
        """Return (subject, position, effective day) of the cases under a name."""
        (of,) = (one for one in found.irregularities if one.name == name)
        cases = list(of.cases)
        assert of.count == len(cases)
        return [(case.subject, case.position, case.day) for case in cases]


@pytest.fixture
def desk_of() -> type[Desk]:
    """The desk of a clerk who has another ledger."""
    return Desk


@pytest.fixture
def desk(clerk: Any) -> Desk:
    clerk.clock.set("2024-07-20T02:00:00Z")
    return Desk(clerk)
