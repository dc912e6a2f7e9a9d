"""An old file imported again changes nothing, whatever came after."""

from collections.abc import Sequence
from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, R1, R9 = (f"{BODY}/{number}" for number in ("C1", "R1", "R9"))
CERTS = (
    ("body", "number", "rule", "holder", "issued_on", "expires_on", "status", "status_on"),
    (BODY, "C1", "R1", "甲", "2024-01-10", "2026-01-09", "02", "2024-03-01"),
    (BODY, "C2", "R1", "乙", "2024-01-10", "2026-01-09", "01", ""),
)
RULES = (
    ("body", "body_name", "number", "name", "category", "scheme", "filed_on"),
    ("CNCA-R-2099-002", "虚构二", "A1", "规则一", "reduction", "product", "2023-03-01"),
    ("CNCA-R-2099-002", "虚构二", "A2", "规则二", "reduction", "product", "2023-04-01"),
)
EVENTS = ("event", "subject", "effective_on", "to", "as", "settle", "notice", "ground", "by", "scope")


def events(*rows: dict[str, str]) -> tuple[Sequence[str], ...]:
    return (EVENTS, *([row.get(key, "") for key in EVENTS] for row in rows))


class Again:
    """Imports one file, and once more after some commands."""

    def __init__(self, clerk: Any, kind: str, rows: tuple[Sequence[str], ...]) -> None:
        self._clerk = clerk
        self._line = ("--body", BODY, "import", kind, clerk.csv(*rows))
        self.first = clerk.json(*self._line)
        assert self.first["rejected"] == 0

    def after(self, *lines: tuple[str, ...]) -> Any:
        """Give some commands, import again, and find that nothing changed."""
        for line in lines:
            self._clerk.record(*line)
        before = self._clerk.entries()
        said = self._clerk.json(*self._line)
        assert self._clerk.entries() == before
        assert (said["recorded"], said["rejected"], said["events"]) == (0, 0, 0)
        assert said["unchanged"] == said["rows"] == self.first["rows"]
        return said


VOID = ("--why", "错", "--yes")
AFTER = {
    "nothing": (),
    "later events": (
        ("cert", "reinstate", C1, "--on", "2024-04-01"),
        ("cert", "renew", C1, "--expires", "2027-01-09", "--on", "2024-05-01"),
        ("cert", "transfer", C1, "--to", "R2", "--on", "2024-05-02"),
        ("cert", "amend", C1, "--holder", "丙", "--on", "2024-05-03"),
        ("cert", "revoke", C1, "--on", "2024-06-01"),
    ),
    "a transfer to a new number": (
        ("cert", "transfer", C1, "--to", "R2", "--as", "C9", "--on", "2024-05-02"),
    ),
    "a void of the status": (("void", "#8", *VOID),),
    "a void of all": (("void", "#8", *VOID), ("void", "#7", *VOID), ("void", "#9", *VOID)),
    "a correction of the status": (("correct", "#8", "--why", "错", "--on", "2024-03-05"),),
    "a correction of the issue": (
        ("correct", "#9", "--why", "错", "--expires", "2026-06-30", "--rule", "R2"),
    ),
    "another issue after a void": (
        ("void", "#9", *VOID),
        *(
            (
                "cert",
                "issue",
                f"{BODY}/C2",
                "--rule",
                "R2",
                "--holder",
                "丁",
                "--expires",
                "2026-03-01",
                "--on",
                "2024-02-01",
            ),
        ),
    ),
    "a closed rule": (("rule", "deregister", R1, "--on", "2023-06-01"),),
}


@pytest.mark.parametrize("came", AFTER)
def test_a_file_of_certificates(clerk: Any, came: str) -> None:
    Again(clerk, "certificates", CERTS).after(*AFTER[came])


def test_what_was_voided_is_warned_of(clerk: Any) -> None:
    said = Again(clerk, "certificates", CERTS).after(("void", "#8", *VOID))
    assert [(w["cell"], w["code"]) for w in said["warnings"]] == [("file.csv:2:7", "import.voided")]


RULES_AFTER = {
    "nothing": (),
    "later events": (
        ("rule", "deregister", "CNCA-R-2099-002/A1", "--on", "2024-05-01"),
        ("rule", "refile", "CNCA-R-2099-002/A1", "--as", "A3", "--on", "2024-05-02"),
    ),
    "a void of a rule": (("void", "#8", *VOID),),
    "a void of all": (("void", "#7", "#8", "#9", *VOID),),
    "a correction": (("correct", "#8", "--why", "错", "--name", "更正的名称", "--on", "2023-03-02"),),
}


@pytest.mark.parametrize("came", RULES_AFTER)
def test_a_file_of_rules(clerk: Any, came: str) -> None:
    again = Again(clerk, "rules", RULES)
    assert again.first["events"] == 3
    again.after(*RULES_AFTER[came])


@pytest.fixture
def certificate(clerk: Any) -> None:
    """C1 (#7)."""
    given = ("--rule", R1, "--holder", "甲", "--expires", "2026-01-09", "--on", "2024-01-10")
    clerk.record("cert", "issue", C1, *given)


SUSPEND = {"event": "suspend", "subject": "C1", "effective_on": "2024-03-01"}
FLAG = {
    "event": "flag",
    "subject": "R1",
    "effective_on": "2024-07-05",
    "notice": "cnca-2024-31",
    "ground": "out_of_scope",
}
DEREGISTER = {"event": "deregister", "subject": "R1", "effective_on": "2024-07-10"}
REFILE = {"event": "refile", "subject": "R1", "effective_on": "2024-07-11", "as": "R9"}
TRANSFER = {"event": "transfer", "subject": "C1", "effective_on": "2024-05-01", "to": "R2", "as": "C9"}
AMEND = {"event": "amend", "subject": "C1", "effective_on": "2024-05-01", "scope": "总部"}


@pytest.mark.parametrize(
    ("rows", "came"),
    [
        ((SUSPEND,), ()),
        ((SUSPEND,), (("cert", "reinstate", C1, "--on", "2024-04-01"),)),
        ((SUSPEND,), (("void", "#8", *VOID),)),
        ((SUSPEND,), (("correct", "#8", "--why", "错", "--until", "2024-06-01"),)),
        ((AMEND,), (("void", "#8", *VOID),)),
        ((FLAG,), (("rule", "unflag", R1, "--notice", "cnca-2024-31", "--on", "2024-07-08"),)),
        ((FLAG,), (("void", "#8", *VOID),)),
        ((FLAG,), (("correct", "#8", "--why", "错", "--ground", "misclassified"),)),
        (({**DEREGISTER, "settle": "cancel"},), ()),
        (({**DEREGISTER, "settle": "cancel"},), (("void", "#9", *VOID),)),
        (({**DEREGISTER, "settle": "cancel"},), (("void", "#8", "#9", *VOID),)),
        ((DEREGISTER, REFILE), ()),
        ((DEREGISTER, REFILE), (("void", "#9", *VOID),)),
        ((DEREGISTER, REFILE), (("correct", "#10", "--why", "错", "--name", "新名称"),)),
        ((TRANSFER,), ()),
        ((TRANSFER,), (("void", "#8", *VOID),)),
        ((TRANSFER,), (("cert", "amend", C1, "--holder", "乙", "--on", "2024-02-01"),)),
        ((TRANSFER,), (("correct", "#9", "--why", "错", "--holder", "乙"),)),
    ],
)
def test_a_file_of_events(clerk: Any, certificate: None, rows: Any, came: Any) -> None:
    Again(clerk, "events", events(*rows)).after(*came)


def test_a_row_that_a_command_entered_before_is_unchanged(clerk: Any, certificate: None) -> None:
    clerk.record("cert", "suspend", C1, "--on", "2024-03-01")
    Again(clerk, "events", events(SUSPEND)).after()
    assert clerk.entries() == 8


def test_the_same_bytes_under_another_name_are_the_same_old_file(clerk: Any) -> None:
    Again(clerk, "certificates", CERTS)
    clerk.record("void", "#9", *VOID)
    said = clerk.json("import", "certificates", clerk.csv(*CERTS, name="copy.csv"))
    assert (said["recorded"], said["unchanged"]) == (0, 2)
