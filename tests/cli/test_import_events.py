"""`import events`: rows that state an event each, with the options of its command."""

from typing import Any

import pytest

BODY = "CNCA-R-2099-001"
C1, R1, R9 = (f"{BODY}/{number}" for number in ("C1", "R1", "R9"))
KEYS = (
    *(
        "event",
        "subject",
        "body",
        "effective_on",
        "reason",
        "why",
        "notice",
        "reported_on",
        "receipt",
        "decided_on",
    ),
    *(
        "ground",
        "settle",
        "as",
        "name",
        "category",
        "code",
        "rule",
        "holder",
        "scope",
        "expires",
        "irregular",
    ),
    *("until", "to", "by"),
)
ALL = (
    ("flag", "标记", {"subject": "R1", "notice": "cnca-2024-31", "ground": "misclassified"}, "RuleFlagged"),
    ("unflag", "撤回标记", {"subject": "R1", "notice": "认秘函(2024)31号"}, "RuleFlagWithdrawn"),
    ("deregister", "注销规则", {"subject": "R1"}, "RuleDeregistered"),
    ("refile", "重新备案", {"subject": "R1", "as": "R9", "category": "碳中和", "code": "A9"}, "RuleRefiled"),
    (
        "issue",
        "发证",
        {"subject": "C1", "rule": "R2", "holder": "甲", "expires": "2026-01-09"},
        "CertificateIssued",
    ),
    ("amend", "变更", {"subject": "C1", "holder": "乙", "scope": "总部"}, "CertificateAmended"),
    ("suspend", "暂停", {"subject": "C1", "until": "2024-12-31"}, "CertificateSuspended"),
    ("reinstate", "恢复", {"subject": "C1"}, "CertificateReinstated"),
    ("notify", "通知", {"subject": "C1", "by": "挂号信"}, "HolderNotified"),
    ("renew", "续期", {"subject": "C1", "expires": "2027-01-09"}, "CertificateRenewed"),
    ("transfer", "转换", {"subject": "C1", "to": "R3", "as": "C9"}, "CertificateTransferred"),
    ("cancel", "注销", {"subject": "C9", "reason": "停产"}, "CertificateCancelled"),
    (
        "issue",
        "发证",
        {"subject": "C2", "rule": "R2", "holder": "甲", "expires": "2026-01-09"},
        "CertificateIssued",
    ),
    ("revoke", "撤销", {"subject": "C2", "reason": "弄虚作假"}, "CertificateRevoked"),
)


def row(**given: str) -> list[str]:
    cells = {"body": BODY, "effective_on": "2024-07-05", **given}
    assert set(cells) <= set(KEYS)
    return [cells.get(key, "") for key in KEYS]


def take(clerk: Any, *rows: list[str], code: int = 0, heading: tuple[str, ...] = KEYS) -> Any:
    return clerk.json("import", "events", clerk.csv(heading, *rows), code=code)


def blame(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (key of the column, code) of the errors, all in the last row."""
    assert {e["cell"].split(":")[1] for e in said["errors"]} <= {str(said["rows"] + 1)}
    return [(KEYS[int(e["cell"].split(":")[2]) - 1], e["code"]) for e in said["errors"]]


@pytest.mark.parametrize("chinese", [False, True])
def test_events_of_every_kind_in_file_order(clerk: Any, chinese: bool) -> None:
    rows = [row(event=text if chinese else event, **given) for event, text, given, _ in ALL]
    said = take(clerk, *rows)
    assert (said["rows"], said["recorded"], said["events"]) == (len(ALL), len(ALL), len(ALL) + 2)
    types = [entry["type"] for entry in clerk.log()[6:]]
    assert [t for t in types if t != "RuleFiled"][:4] == [name for *_, name in ALL[:4]]
    assert types[-2:] == ["CertificateIssued", "CertificateRevoked"]
    assert clerk.json("show", R9)["category"] == "neutrality"
    assert clerk.json("show", R9)["supersedes"] == R1
    old, new = clerk.json("show", C1), clerk.json("show", f"{BODY}/C9")
    assert (old["status"], old["superseded_by"]) == ("cancelled", f"{BODY}/C9")
    assert (new["status"], new["holder"], new["expires_on"]) == ("cancelled", "乙", "2027-01-09")
    assert new["reason"] == "other"
    assert clerk.json("show", f"{BODY}/C2")["reason"] == "fraud"
    assert take(clerk, *rows)["unchanged"] == len(ALL)


def test_chinese_headings(clerk: Any) -> None:
    path = clerk.csv(
        ("事件", "编号", "认证机构批准号", "生效日期", "规则编号", "获证组织名称", "有效期至"),
        ("发证", "C1", BODY, "2024/7/5", "R1", "甲", "2026年1月9日"),
    )
    assert clerk.json("import", "events", path)["recorded"] == 1
    assert clerk.json("show", C1)["expires_on"] == "2026-01-09"


def test_circumstances_are_kept(clerk: Any) -> None:
    take(
        clerk,
        row(
            event="deregister",
            subject="R1",
            notice="cnca-2024-31",
            reason="自查",
            why="说明",
            reported_on="2024-07-08",
            receipt="S1",
            decided_on="2024-07-04",
        ),
    )
    entry = clerk.log()[-1]
    kept = {key: entry[key] for key in ("notice", "reason", "why", "reported_on", "receipt", "decided_on")}
    assert kept == {
        "notice": "认秘函〔2024〕31号",
        "reason": "self_check",
        "why": "说明",
        "reported_on": "2024-07-08",
        "receipt": "S1",
        "decided_on": "2024-07-04",
    }


def test_deregister_and_settle(clerk: Any) -> None:
    issues = [
        row(event="issue", subject=f"C{at}", rule="R1", holder="甲", expires="2026-01-09") for at in (1, 2)
    ]
    said = take(
        clerk, *issues, row(event="deregister", subject="R1", settle="撤销", effective_on="2024-07-10")
    )
    assert (said["recorded"], said["events"]) == (3, 5)
    assert clerk.status(C1) == "revoked"


def test_an_irregular_issue(clerk: Any) -> None:
    clerk.record("rule", "deregister", R1, "--on", "2024-07-01")
    given = {"event": "issue", "subject": "C1", "rule": "R1", "holder": "甲", "expires": "2026-01-09"}
    assert blame(take(clerk, row(**given), code=1)) == [("rule", "rule.closed")]
    assert blame(take(clerk, row(**given, irregular="是"), code=1)) == [
        ("why", "certificate.irregular_needs_why")
    ]
    assert take(clerk, row(**given, irregular="是", why="误发"))["recorded"] == 1


@pytest.fixture
def certificate(clerk: Any) -> None:
    """C1 (#7)."""
    given = ("--rule", R1, "--holder", "甲", "--expires", "2026-01-09", "--on", "2024-01-10")
    clerk.record("cert", "issue", C1, *given)


FLAG = {"event": "flag", "subject": "R1", "notice": "cnca-2024-31", "ground": "out_of_scope"}


@pytest.mark.parametrize(
    ("given", "key", "code"),
    [
        ({"event": "unknown", "subject": "C1"}, "event", "import.choice"),
        ({"event": "", "subject": "C1"}, "event", "import.missing"),
        ({"event": "cancel", "subject": ""}, "subject", "import.missing"),
        ({"event": "cancel", "subject": "C8"}, "subject", "certificate.unknown"),
        ({"event": "deregister", "subject": "R8"}, "subject", "rule.unknown"),
        ({"event": "cancel", "subject": "C1", "body": "CNCA-1"}, "body", "body.malformed"),
        ({"event": "cancel", "subject": "C1", "effective_on": ""}, "effective_on", "import.missing"),
        ({"event": "cancel", "subject": "C1", "effective_on": "7月5日"}, "effective_on", "import.day"),
        (
            {"event": "cancel", "subject": "C1", "effective_on": "2025-08-01"},
            "effective_on",
            "effective.too_far_ahead",
        ),
        ({"event": "cancel", "subject": "C1", "notice": "国认监〔2099〕1号"}, "notice", "notice.unknown"),
        ({"event": "cancel", "subject": "C1", "reported_on": "x"}, "reported_on", "import.day"),
        ({"event": "cancel", "subject": "C1", "reason": "other"}, "why", "reason.needs_why"),
        ({"event": "cancel", "subject": "C1", "until": "2024-12-31"}, "until", "import.not_taken"),
        (
            {"event": "suspend", "subject": "C1", "until": "2024-07-04"},
            "until",
            "certificate.suspended_until_before",
        ),
        (
            {"event": "renew", "subject": "C1", "expires": "2026-01-09"},
            "expires",
            "certificate.expiry_not_later",
        ),
        ({"event": "renew", "subject": "C1"}, "expires", "import.missing"),
        ({"event": "transfer", "subject": "C1"}, "to", "import.missing"),
        ({"event": "transfer", "subject": "C1", "to": "R1"}, "to", "certificate.same_rule"),
        ({"event": "transfer", "subject": "C1", "to": "R8"}, "to", "rule.unknown"),
        ({"event": "notify", "subject": "C1"}, "by", "import.missing"),
        ({"event": "refile", "subject": "R1"}, "as", "import.missing"),
        ({"event": "refile", "subject": "R1", "as": "R9"}, "subject", "rule.not_deregistered"),
        ({**FLAG, "notice": ""}, "notice", "import.missing"),
        ({**FLAG, "ground": ""}, "ground", "import.missing"),
        ({**FLAG, "ground": "nonconforming"}, "ground", "rule.ground_not_listed"),
        ({**FLAG, "effective_on": "2024-07-01"}, "effective_on", "rule.flag_before_notice"),
        (
            {"event": "issue", "subject": "C2", "rule": "R8", "holder": "甲", "expires": "2026-01-09"},
            "rule",
            "rule.unknown",
        ),
        (
            {"event": "issue", "subject": "C2", "rule": "R1", "holder": "甲", "expires": "2024-07-04"},
            "expires",
            "certificate.expiry_before_issue",
        ),
        (
            {"event": "issue", "subject": "C1", "rule": "R1", "holder": "甲", "expires": "2026-01-09"},
            "subject",
            "certificate.exists",
        ),
        (
            {
                "event": "issue",
                "subject": "C2",
                "body": "CNCA-R-2099-999",
                "rule": f"{BODY}/R1",
                "holder": "甲",
                "expires": "2026-01-09",
            },
            "body",
            "body.unknown",
        ),
    ],
)
def test_each_bad_cell_is_named(
    clerk: Any, certificate: None, given: dict[str, str], key: str, code: str
) -> None:
    before = clerk.entries()
    assert blame(take(clerk, row(event="notify", subject="C1", by="电话"), row(**given), code=1)) == [
        (key, code)
    ]
    assert clerk.entries() == before


def test_a_transfer_to_a_closed_rule_blames_where_to(clerk: Any, certificate: None) -> None:
    clerk.record("rule", "deregister", f"{BODY}/R2", "--on", "2024-07-01")
    assert blame(take(clerk, row(event="transfer", subject="C1", to="R2"), code=1)) == [("to", "rule.closed")]


def test_every_bad_cell_of_a_row_is_named(clerk: Any) -> None:
    said = take(clerk, row(event="issue", subject="C2", expires="x", effective_on="y", notice="z"), code=1)
    assert sorted(blame(said)) == [
        ("effective_on", "import.day"),
        ("expires", "import.day"),
        ("holder", "import.missing"),
        ("notice", "notice.unknown"),
        ("rule", "import.missing"),
    ]


def test_later_rows_rest_on_earlier_ones(clerk: Any, certificate: None) -> None:
    said = take(
        clerk,
        row(event="suspend", subject="C1", effective_on="2024-06-01"),
        row(event="revoke", subject="C1", effective_on="2024-06-10"),
        row(event="reinstate", subject="C1", effective_on="2024-06-11"),
        code=1,
    )
    assert blame(said) == [("subject", "certificate.not_in_force")]


def test_a_short_number_is_taken_where_it_is_unique(clerk: Any, certificate: None) -> None:
    assert take(clerk, row(event="cancel", subject="c 1", body=""))["recorded"] == 1
    assert clerk.status(C1) == "cancelled"


def test_evidence_lies_beside_the_file(clerk: Any, certificate: None) -> None:
    clerk.file("证据.pdf", "abc")
    path = clerk.csv((*KEYS, "evidence"), [*row(event="cancel", subject="C1"), "证据.pdf"])
    clerk.json("import", "events", path)
    assert clerk.log()[-1]["evidence"][0]["name"] == "证据.pdf"
    said = clerk.json(
        "import",
        "events",
        clerk.csv((*KEYS, "evidence"), [*row(event="notify", subject="C1", by="x"), "无.pdf"]),
        code=1,
    )
    assert [(e["cell"], e["code"]) for e in said["errors"]] == [
        (f"file.csv:2:{len(KEYS) + 1}", "evidence.unreadable")
    ]
