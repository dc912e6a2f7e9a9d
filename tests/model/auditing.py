"""A ledger that grows while an auditor asks: what may happen in it, and where a question is asked from."""

from contextlib import ExitStack
from typing import Any

import naive
from acts import acts, first_flag
from books import BOUNDARIES, MOMENTS, NOTICES, Clerk, books
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from views import Asked, views

Data = Any
data = st.data()
advances = st.sampled_from((-1, 0, 0, 0, 1, 1, 2, 3))


class Audited(RuleBasedStateMachine):
    """A ledger into which people go on entering; what was answered once must never change."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.clerk: Clerk
        self.answers: dict[tuple[str, ...], str] = {}

    @initialize(data=data, boundaries=st.sampled_from(BOUNDARIES), start=st.integers(0, len(MOMENTS) - 8))
    def the_ledger_is_begun(self, data: Data, boundaries: tuple[str, str], start: int) -> None:
        self.clerk = self._stack.enter_context(books(boundaries))
        self.clerk.stand_at(start)
        if data.draw(st.sampled_from((True, True, False))):
            self.clerk.enter(data.draw(first_flag()))
        self.people_go_on(data, 4)

    def teardown(self) -> None:
        with self._stack:
            if hasattr(self, "clerk"):
                self.the_books_are_closed()
                assert self.clerk.say("rebuild", "--check").exit_code == 0
                for line, said in self.answers.items():
                    assert self.clerk.say(*line).stdout == said, line

    def the_books_are_closed(self) -> None:
        """Ask what is asked of every ledger in the end."""

    # What happens ------------------------------------------------------------

    def people_go_on(self, data: Data, at_least: int = 0) -> None:
        """Enter some acts, as people do between two questions."""
        for _ in range(at_least + data.draw(st.sampled_from((0, 0, 1, 1, 2, 4)))):
            self.clerk.pass_on(data.draw(advances))
            self.clerk.enter(data.draw(acts(self.rows, self.clerk.today)))

    # Asking ------------------------------------------------------------------

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.clerk.rows

    def of_one(self, data: Data) -> tuple[str, str, Asked]:
        """Draw a subject, those with most entries often, and a view."""
        self.people_go_on(data)
        row = data.draw(st.sampled_from(self.rows))
        own = [other for other in self.rows if other["subject"] == row["subject"]]
        return row["kind"], row["subject"], data.draw(views(self.rows, self.clerk.today, own))

    def stand(self, data: Data) -> Asked:
        """Draw a view of what people have entered by now."""
        self.people_go_on(data)
        return data.draw(views(self.rows, self.clerk.today))

    def under_a_notice(self, data: Data) -> tuple[str, list[dict[str, Any]]]:
        """Draw a notice, mostly one under which a rule is flagged; return what was entered from a flag on."""
        self.people_go_on(data)
        flags = [row for row in self.rows if row["type"] == "RuleFlagged"]
        if not flags or data.draw(st.integers(0, 9)) == 9:
            return data.draw(st.sampled_from(tuple(NOTICES.values()))), []
        flag = data.draw(st.sampled_from(flags))
        since = self.rows[flag["position"] - 1 :]
        return flag["notice"], [row for row in since if row["effective_on"] >= flag["effective_on"]]

    def two(self, data: Data, of: st.SearchStrategy[str], order: Any) -> list[str]:
        """Draw two moments or days, in order."""
        return sorted((data.draw(of), data.draw(of)), key=order)

    def knows(self, seen: naive.View, body: str) -> bool:
        """Tell whether a body was known in a view, be its registration voided."""
        return any(row["subject"] == body for row in self.rows[: seen.position])

    def same(self, line: tuple[str, ...], seen: naive.View | None, expected: Any) -> None:
        """Compare an answer, and keep what is asked for by day and position: it must never change."""
        assert self.clerk.read(*line) == expected, line
        if seen is not None and seen.position and expected is not None:
            plain = [word for word in line if word]
            for option in ("--as-of", "--known-at"):
                if option in plain:
                    at = plain.index(option)
                    del plain[at : at + 2]
            as_of = () if line[0] == "history" else ("--as-of", seen.as_of)
            pinned = (*plain, *as_of, "--known-at", f"#{seen.position}", "--format", "json")
            self.answers[pinned] = self.clerk.say(*pinned).stdout
