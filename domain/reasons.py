"""Reason codes: stable, ours, and the Chinese text a spreadsheet uses for each."""

from functools import cache

REASONS: dict[str, str] = {
    "rule_out_of_scope": "规则不属于备案范围",
    "rule_reclassified": "规则重新分类",
    "self_check": "自查",
    "holder_request": "获证组织申请",
    "discontinued": "不再提供",
    "not_renewed": "到期不再续期",
    "suspension_not_cured": "暂停期满未整改",
    "surveillance_overdue": "逾期未监督",
    "nonconformity": "不符合认证要求",
    "fraud": "弄虚作假",
    "accident": "发生事故",
    "regulator_order": "监管部门要求",
    "replaced": "换发证书",
    "other": "其他",
}

USUAL: dict[str, frozenset[str]] = {
    "CertificateSuspended": frozenset(
        {
            "nonconformity",
            "surveillance_overdue",
            "holder_request",
            "accident",
            "regulator_order",
            "self_check",
        }
    ),
    "CertificateReinstated": frozenset({"holder_request", "regulator_order", "self_check"}),
    "CertificateCancelled": frozenset(
        {
            "rule_out_of_scope",
            "rule_reclassified",
            "self_check",
            "holder_request",
            "discontinued",
            "not_renewed",
            "replaced",
        }
    ),
    "CertificateRevoked": frozenset(
        {
            "rule_out_of_scope",
            "self_check",
            "suspension_not_cured",
            "surveillance_overdue",
            "nonconformity",
            "fraud",
            "accident",
            "regulator_order",
        }
    ),
}
"""Pairs of event type and reason that raise no eyebrow; another is only warned of."""


@cache
def is_unusual(event_type: str, reason: str | None) -> bool:
    """Tell whether the reason is one that this kind of act does not usually have."""
    usual = USUAL.get(event_type)
    return usual is not None and reason is not None and reason != "other" and reason not in usual
