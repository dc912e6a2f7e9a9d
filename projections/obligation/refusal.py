"""Why nothing is owed of a rule or certificate under a notice."""

from domain import timeline
from domain.certificate import IN_FORCE, Certificate
from domain.rejected import Rejected
from domain.rule import FlagSpan, RuleFlagged, RuleFlagWithdrawn
from ledger import journal
from ledger.entry import Entry
from ledger.moment import timestamp
from projections import log
from projections.obligation.question import Asked, Life, holds


def why_none(asked: Asked) -> Rejected:
    """Say why nothing is owed: of several rules, by the one whose flag came nearest to it."""
    on = asked.seen.as_of
    spans = [(life, span) for life in asked.lives for span in life.spans]
    for life, span in spans:
        if holds(span.start, span.end, on):
            return _why_not_found(asked, life.rule.id, span)
    told = {"notice": asked.notice.id}
    for life, span in reversed(spans):
        if span.end is not None and span.end <= on:
            known = [entry for entry in life.entries if entry.position <= asked.seen.position]
            withdrawn = next(
                entry.position
                for entry in reversed(timeline.standing(known))
                if isinstance(entry.event, RuleFlagWithdrawn)
                and (entry.event.notice, entry.event.effective_on) == (span.notice, span.end)
            )
            return Rejected(
                "obligation.flag_withdrawn", rule=life.rule.id, day=span.end, position=withdrawn, **told
            )
    for life, span in spans:
        return Rejected(
            "obligation.flag_not_yet", rule=life.rule.id, since=span.start, position=span.position, **told
        )
    for life in asked.lives:
        for entry in life.entries:
            if isinstance(entry.event, RuleFlagged) and entry.event.notice == asked.notice.id:
                return _why_no_flag(asked, life, entry)
    return Rejected("obligation.not_flagged", rules=[life.rule.id for life in asked.lives], **told)


def _why_no_flag(asked: Asked, life: Life, flag: Entry) -> Rejected:
    """Say why a flag that was entered is none in the view: it came later, or was voided."""
    told = {"notice": asked.notice.id, "rule": life.rule.id, "position": flag.position}
    if flag.position > asked.seen.position:
        commit = journal.commit_of(asked.reader, flag.position)
        assert commit is not None, "every entry has a commit"
        return Rejected("obligation.flag_not_yet_known", recorded_at=timestamp(commit.recorded_at), **told)
    voided_by = log.voided_by(asked.reader, flag.position, asked.seen.position)
    return Rejected("obligation.flag_voided", voided_by=voided_by, **told)


def _why_not_found(asked: Asked, rule: str, span: FlagSpan) -> Rejected:
    """Say why the flag of a rule did not find the certificate in force under it."""
    told = {"id": asked.subject.id, "notice": asked.notice.id, "rule": rule, "day": span.start}
    earlier = [entry for entry in asked.timeline if entry.event.effective_on < span.start]
    state = timeline.fold(earlier, asked.subject.aggregate.evolve)
    if not isinstance(state, Certificate):
        began = asked.subject.begun_by(asked.timeline)
        assert began is not None, "it is known"
        return Rejected(
            "obligation.issued_under_other",
            issued_on=began.event.effective_on,
            other=getattr(began.event, "rule", None),
            position=began.position,
            **told,
        )
    status = state.status_on(span.start)
    if status not in IN_FORCE:
        position = state.expiry_position if status == "expired" else state.status_position
        return Rejected("obligation.not_in_force", status=status, position=position, **told)
    return Rejected("obligation.other_rule", other=state.rule, position=state.rule_position, **told)
