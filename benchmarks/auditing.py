"""What the auditing commands do between reading their options and printing, beside `product.Reading`."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from product import Point, Reading, Writing


class Span(NamedTuple):
    """What was recorded after a position, up to a point; what is compared is as of the point's day."""

    after: int
    upto: Point


class Auditing(Reading):
    """Each opens the file for itself, as a command would."""

    def history(self, certificate: str, point: Point) -> list[dict[str, Any]]:
        """Return what `history` prints."""
        from projections.history import history

        with self._reading() as reader:
            seen = self._view(reader, point)
            subject = self._app.known(reader, self._app.resolve(reader, certificate, position=point.position))
            return history(reader, subject, seen).rows()

    def explain(self, certificate: str, point: Point) -> dict[str, Any]:
        """Return what `explain` prints."""
        from projections.explain import explain

        with self._reading() as reader:
            seen = self._view(reader, point)
            subject = self._app.known(reader, self._app.resolve(reader, certificate, position=point.position))
            return explain(reader, subject, seen)

    def learnt(self, span: Span, certificate: str | None = None) -> list[Any]:
        """Return the rows of `diff`, of one certificate or of all."""
        from projections.diff import Wanted, between_moments

        with self._reading() as reader:
            seen = self._view(reader, span.upto)
            wanted = Wanted(subject=None if certificate is None else self._app.resolve(reader, certificate))
            return list(between_moments(reader, span.after, seen, wanted))

    def changed(self, first_day: str, point: Point, certificate: str | None = None) -> list[Any]:
        """Return the rows of `diff --axis effective`, of one certificate or of all."""
        from projections.diff import Wanted, between_days

        with self._reading() as reader:
            seen = self._view(reader, point)
            wanted = Wanted(subject=None if certificate is None else self._app.resolve(reader, certificate))
            return list(between_days(reader, first_day, seen, wanted))

    def corrections(self, span: Span, certificate: str | None = None, **wanted: str) -> list[Any]:
        """Return the rows of `corrections`: of one certificate, or those `wanted` of a body or actor."""
        from projections.lateness import Wanted, lateness

        with self._reading() as reader:
            subject = None if certificate is None else self._app.resolve(reader, certificate)
            of = Wanted(subject=subject, **wanted)
            last = span.upto.position
            return list(lateness(reader, span.after + 1, last, last, of))

    def restated(self, notice: str, span: Span) -> Any:
        """Return what `report compliance --diff` prints."""
        from projections.reports.restated import restated

        with self._reading() as reader:
            last = self._view(reader, span.upto)
            first = self._view(reader, Point(span.upto.as_of, span.after))
            return restated(reader, self._app.notice(reader, notice), first, last)


class Entering(Writing):
    """What is recorded for an audit to look at."""

    def suspended_and_reinstated(self, certificate: str, spans: Sequence[tuple[str, str]]) -> None:
        """Suspend and reinstate a certificate on some days, in the order given, in one commit."""
        from domain.certificate import CertificateReinstated, CertificateSuspended

        events = [
            event
            for first, end in spans
            for event in (
                CertificateSuspended(effective_on=first, reason="surveillance_overdue"),
                CertificateReinstated(effective_on=end),
            )
        ]
        self._record("cert suspend", certificate, events)

    def cancelled(self, actor: str, certificates_and_days: Sequence[tuple[str, str]]) -> None:
        """Cancel certificates, in one commit."""
        from domain.certificate import CertificateCancelled
        from domain.subject import Subject
        from ledger.desk import Proposal
        from ledger.service import Request

        def decide(desk: Any) -> None:
            desk.propose(
                *(
                    Proposal(
                        Subject("certificate", id_),
                        CertificateCancelled(effective_on=on, reason="holder_request"),
                    )
                    for id_, on in certificates_and_days
                )
            )

        self._ledger.transact(Request(actor=actor, login="bench", command="cert cancel"), decide)
