"""The pages about letters name every placeholder and every column, and none that there is not."""

import re
from pathlib import Path

import pytest

from cli.letters.placeholders import placeholders
from cli.letters.register import HEADINGS
from projections.letters import CertificateLine, Letter, Letters, RuleLine
from projections.view import Known

DOCS = Path(__file__).parents[2] / "docs"
BODY = "CNCA-R-2099-001"


def names() -> set[str]:
    """Return the placeholders of a letter that has all there is."""
    line = CertificateLine(
        certificate=f"{BODY}/C1",
        number="C1",
        holder="样例",
        holder_id=None,
        scope=None,
        status="valid",
        suspended_until=None,
        expires_on="2026-01-09",
        issued_on="2024-01-10",
        rule=f"{BODY}/R1",
        action="settle_certificate",
        standing="in_force",
        ended_on=None,
        moved_to=None,
        notified_on=None,
    )
    rule = RuleLine(
        rule=f"{BODY}/R1",
        name="规则",
        ground="out_of_scope",
        clause="一",
        deregistered_on=None,
        refiled_as=None,
        refiled_name=None,
    )
    letter = Letter(
        body=BODY,
        body_name="样例机构",
        contact=None,
        holder="样例",
        other_names=[],
        holder_id=None,
        rules=[rule],
        certificates=[line],
    )
    made = Letters(
        notice="某监〔2099〕1号",
        title="通知",
        issued_on="2024-07-02",
        deadline="2024-07-15",
        due_on="2024-07-15",
        boundary="inclusive",
        as_of="2024-07-04",
        known_at=Known(1, "2024-07-04T00:00:00.000000Z"),
        letters=[letter],
        left_out=[],
    )
    found: set[str] = set()
    for name, value in placeholders(letter, made, number="001", contact=None, act_by=None).items():
        found.add(name)
        inner = value[0] if isinstance(value, list) else value
        if isinstance(inner, dict):
            found |= {f"{name}.{key}" if name in {"body", "notice"} else key for key in inner}
    return (found | {"to_settle.grounds"}) - {"body", "notice", "grounds"}


@pytest.mark.parametrize("page", ["letters.md", "letters.zh-CN.md"])
def test_every_placeholder_is_documented(page: str) -> None:
    table = (DOCS / page).read_text("utf-8").rpartition("|---|---|\n")[2]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    code = {name for row in rows for name in re.findall(r"`([a-z_.]+)`", row)}
    assert code == names()


@pytest.mark.parametrize("page", ["letters.md", "letters.zh-CN.md"])
def test_every_column_of_the_register_is_documented(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    for key, heading in HEADINGS.items():
        if key != "no":
            assert f"`{key}`" in text
            assert heading in text
