"""What an auditor asks of a ledger while people go on entering into it, answered as a naive model answers.

The model knows the list of entries alone. Each question is asked from a drawn
view: a day and a moment that lie where answers turn.
"""

from typing import Any

import diff_checks
import naive
import naive_clauses
import naive_corrections
import naive_diff
import naive_explain
import naive_history
import naive_report
import naive_show
from auditing import Audited, Data, data
from books import BODY, NOTICES, OTHER, RULES
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
    run_state_machine_as_test,
)
from search import search
from views import days, default_as_of, moments, order, position_at, position_from, views

OWING = ("rule", "certificate")
LISTS = {"certs": "certificate", "rules": "rule", "notices": "notice", "bodies": "body"}


class Auditor(Audited):
    """Asks about a ledger as it grows; every answer is compared whole."""

    # What an auditor asks ----------------------------------------------------

    @rule(data=data)
    def what_was_true_of_it(self, data: Data) -> None:
        kind, subject, (seen, options) = self.of_one(data)
        line = ("show", f"{kind}:{subject}", *options)
        expected = naive_show.show(seen, kind, subject)
        if expected is None:
            assert self.clerk.refusal(*line) == naive_show.why_unknown(seen, kind, subject)
        else:
            self.same(line, seen, expected)

    @rule(data=data, what=st.sampled_from(tuple(LISTS)))
    def what_was_there(self, data: Data, what: str) -> None:
        seen, options = self.stand(data)
        held = [naive_show.listed(seen, LISTS[what], subject) or {} for subject in seen.ids(LISTS[what])]
        line = ("list", what, *options)
        self.same(line, seen, held)
        for status in sorted({each["status"] for each in held}):
            kept = [each for each in held if each["status"] == status]
            assert self.clerk.read(*line, "--status", status) == kept
        if what == "certs":
            for of in seen.ids("rule"):
                kept = [each for each in held if each["rule"] == of]
                assert self.clerk.read(*line, "--rule", of) == kept

    @rule(data=data, status=st.sampled_from(("valid", "suspended", "revoked", "cancelled", "expired")))
    def which_certificates_had_a_status(self, data: Data, status: str) -> None:
        seen, options = self.stand(data)
        held = [naive_show.listed(seen, "certificate", subject) or {} for subject in seen.ids("certificate")]
        for body in (BODY, OTHER):
            line = ("list", "certs", "--status", status, "--body", body, *options)
            kept = [each for each in held if each["status"] == status and each["id"].startswith(f"{body}/")]
            if self.knows(seen, body):
                assert self.clerk.read(*line) == kept
            else:
                assert self.clerk.refusal(*line) == "subject.not_yet_known"

    @rule(data=data, by=st.sampled_from(("status", "body", "rule", "category", "scheme")))
    def how_many_were_there(self, data: Data, by: str) -> None:
        seen, options = self.stand(data)
        for what, kind in (("certs", "certificate"), ("rules", "rule")):
            counted = self.clerk.read("count", what, "--by", by, *options)
            assert {(row[by],): row["count"] for row in counted} == naive.count(seen, kind, (by,))

    @rule(data=data)
    def what_was_ever_believed_of_it(self, data: Data) -> None:
        kind, subject, (seen, options) = self.of_one(data)
        until = options[options.index("--as-of") + 1] if "--as-of" in options else None
        expected = naive_history.rectangles(seen, kind, subject, until)
        event("history: a rectangle was closed", payload=str(any(row["to_position"] for row in expected)))
        self.same(("history", f"{kind}:{subject}", *options), seen, expected or None)

    @rule(data=data)
    def which_entries_make_it_so(self, data: Data) -> None:
        kind, subject, (seen, options) = self.of_one(data)
        line = ("explain", f"{kind}:{subject}", *options)
        expected = naive_explain.explain(seen, kind, subject)
        if expected is None:
            assert self.clerk.refusal(*line) == naive_explain.why_unexplained(seen, kind, subject)
        else:
            assert self.clerk.read(*line) == expected

    @rule(data=data)
    def why_is_it_owed(self, data: Data) -> None:
        notice, flagged = self.under_a_notice(data)
        rules = {row["subject"] for row in flagged if row["kind"] == "rule"}
        issued = [row for row in self.rows if row["data"].get("rule") in rules]
        about = [(row["kind"], row["subject"]) for row in (*flagged, *issued) if row["kind"] in OWING]
        kind, subject = data.draw(st.sampled_from(about or [("rule", RULES[0])]))
        seen, options = data.draw(views(self.rows, self.clerk.today, flagged))
        owed = [o for o in naive_report.obligations(seen, notice) if o["subject"] == subject]
        told = self.clerk.read("explain", f"{kind}:{subject}", "--notice", notice, *options)
        assert (told is None) == (owed == [])
        if told is not None:
            expected = [naive_explain.obligation(seen, notice, o) for o in owed]
            assert sorted(told["obligations"], key=_case) == sorted(expected, key=_case)
            same_marks(told["entries"], seen)

    @rule(data=data, facts=st.booleans())
    def what_was_learnt(self, data: Data, facts: bool) -> None:
        self.people_go_on(data)
        first, last = self.two(data, moments(self.rows), lambda when: order(self.rows, when))
        positions = [position_at(self.rows, when) for when in (first, last)]
        day = data.draw(st.one_of(days(self.rows), days(self.rows), st.none()))
        line = ("diff", "--from", first, "--to", last, *(("--as-of", day) if day else ()))
        as_of = day or default_as_of(self.rows, last)
        expected = naive_diff.between_moments(self.rows, *positions, as_of)
        event("diff: something was learnt", payload=str(bool(expected)))
        self.same(line, None, expected)
        for change in expected:
            diff_checks.made_by(self.rows, *positions, as_of, change)
            one = f"{change['kind']}:{change['subject']}"
            assert self.clerk.read("diff", one, *line[1:]) == [change]
        if facts:
            found = self.clerk.read(*line, "--facts")
            diff_checks.facts(self.rows, *positions, as_of, found)

    @rule(data=data)
    def what_changed(self, data: Data) -> None:
        self.people_go_on(data)
        first, last = self.two(data, days(self.rows), str)
        when = data.draw(st.one_of(moments(self.rows), st.none()))
        position = len(self.rows) if when is None else position_at(self.rows, when)
        line = ("diff", "--axis", "effective", "--from", first, "--to", last)
        line += () if when is None else ("--known-at", when)
        expected = naive_diff.between_days(self.rows, first, last, position)
        self.same(line, None, expected)
        diff_checks.filtered(self.clerk.read, line, expected)

    @rule(data=data, body=st.sampled_from((None, None, BODY)), ends=st.booleans())
    def what_was_back_dated_or_voided(self, data: Data, body: str | None, ends: bool) -> None:
        seen, options = self.stand(data)
        since, until = self.two(data, moments(self.rows), lambda when: order(self.rows, when))
        first, last = position_from(self.rows, since), position_at(self.rows, until)
        line = ("corrections", *options, "--since", since, "--until", until)
        day = options[options.index("--as-of") + 1] if "--as-of" in options else "9999"
        given = [data.draw(days(self.rows))] if ends else None
        line += ("--report-end", given[0]) if given else ()
        line += ("--body", body) if body else ()
        expected = [
            row
            for row in naive_corrections.corrections(seen, given)
            if first <= row["position"] <= last and row["effective_on"] <= day and body in {None, row["body"]}
        ]
        event("corrections: past a deadline", payload=str(any(r["deadline_between"] for r in expected)))
        if body is not None and not self.knows(seen, body):
            assert self.clerk.refusal(*line) == "subject.not_yet_known"
            return
        self.same(line, None, expected)
        for by in ("body", "actor"):
            assert self.clerk.read(*line, "--by", by) == naive_corrections.sums(expected, by)

    @rule(data=data)
    def who_entered_what_when(self, data: Data) -> None:
        seen, options = self.stand(data)
        until = options[options.index("--as-of") + 1] if "--as-of" in options else "9999"
        gone = naive.voids(seen)
        expected = [
            {**row, "voided_by": gone.get(row["position"])}
            for row in self.rows[: seen.position]
            if row["effective_on"] <= until
        ]
        self.same(("log", *options), None, expected)

    @rule(
        data=data,
        by=st.sampled_from(("body", "category", "scheme", "ground", "rule")),
        body=st.sampled_from((None, None, None, BODY, OTHER)),
    )
    def what_was_owed_and_was_it_done_in_time(self, data: Data, by: str, body: str | None) -> None:
        notice, flagged = self.under_a_notice(data)
        seen, options = data.draw(views(self.rows, self.clerk.today, flagged))
        line = ("report", "compliance", "--notice", notice, "--detail", "--by", by, *options)
        line += ("--body", body) if body else ()
        expected = naive_report.report(seen, notice, by, body)
        event("report: obligations", payload=str(min(3, len(expected["rows"])) if expected else None))
        self.same(line, seen, expected)
        if expected is not None:
            exit_code = 3 if expected["findings"] else 0
            assert self.clerk.say(*line, "--check", "--format", "json").exit_code == exit_code

    def the_books_are_closed(self) -> None:
        for notice in NOTICES.values():
            last = naive.View(self.rows, "9999-12-31", len(self.rows))
            deadline = (last.state("notice", notice) or {"deadline": self.clerk.today})["deadline"]
            for day in (deadline, naive.plus(deadline, 1)):
                expected = naive_report.report(last.on(day), notice, "rule", None)
                line = (
                    "report",
                    "compliance",
                    "--notice",
                    notice,
                    "--detail",
                    "--by",
                    "rule",
                    "--as-of",
                    day,
                )
                self.same(line, None, expected)

    @precondition(lambda self: self.answers)
    @rule(data=data)
    def is_it_still_the_same_answer(self, data: Data) -> None:
        line = data.draw(st.sampled_from(sorted(self.answers)))
        assert self.clerk.say(*line).stdout == self.answers[line]


def _case(told: dict[str, Any]) -> tuple[str, str]:
    return told["rule"], told["action"]


def same_marks(entries: list[dict[str, Any]], seen: naive.View) -> None:
    """Find each entry whole, with its mark; what decides counts."""
    for row in entries:
        expected = {**seen.rows[row["position"] - 1], "voided_by": naive.voids(seen).get(row["position"])}
        expected |= {"mark": naive_explain.mark(row, seen), "clauses": naive_clauses.clauses(seen, row)}
        assert row == {**expected, "decides": row["decides"]}
        assert row["mark"] == "counts" or row["kind"] == "notice" or row["decides"] in ([], ["settled"])


def test_every_answer_an_auditor_gets_is_what_the_entries_alone_imply() -> None:
    run_state_machine_as_test(Auditor, settings=search(16, steps=40))  # type: ignore[no-untyped-call]  # hypothesis
