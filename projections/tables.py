"""What the read model's tables are written in: small integers for subjects, statuses and actions."""

from domain.obligations import ACTIONS
from domain.rule import GROUNDS
from domain.subject import Subject
from ledger.journal import NEVER

__all__ = ["NEVER"]

KIND_CODES = {"body": 0, "notice": 1, "rule": 2, "certificate": 3, "report": 4}
STATUS_CODES = {
    status: code
    for code, status in enumerate(
        (
            "registered",
            "in_force",
            "withdrawn",
            "filed",
            "flagged",
            "deregistered",
            "valid",
            "suspended",
            "revoked",
            "cancelled",
            "expired",
            "published",
        )
    )
}
CLOSED_ISSUE = "issued_under_closed_rule"
"""Not an obligation but an exception, kept beside them: a certificate put under a closed rule."""

ACTION_CODES = {action: code for code, action in enumerate((*ACTIONS, CLOSED_ISSUE))}
GROUND_CODES = {ground: code for code, ground in enumerate(GROUNDS)}

KINDS = {code: kind for kind, code in KIND_CODES.items()}
STATUSES = {code: status for status, code in STATUS_CODES.items()}
ACTION_NAMES = {code: action for action, code in ACTION_CODES.items()}
GROUND_NAMES = {code: ground for ground, code in GROUND_CODES.items()}


def key_of(subject: Subject) -> tuple[int, str, str]:
    """Return (kind, body, number) as the table of subjects keeps them."""
    body = subject.body or ""
    return KIND_CODES[subject.kind], body, "" if subject.kind == "body" else subject.number


def subject_of(kind: int, body: str, number: str) -> Subject:
    """Return the subject of a row of that table."""
    match kind:
        case 0:
            return Subject("body", body)
        case 1:
            return Subject("notice", number)
        case 4:
            return Subject("report", number)
    return Subject("rule" if kind == KIND_CODES["rule"] else "certificate", f"{body}/{number}")
