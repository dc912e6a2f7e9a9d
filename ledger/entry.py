"""An entry: an event in its place in the ledger."""

import msgspec

from domain.event import Event
from domain.subject import Subject, of_stream


class Entry(msgspec.Struct, frozen=True, gc=False):
    """An event as the `version`th of its stream and the `position`th of the ledger.

    A draft has position 0: the ledger gives the number when it records it.
    `originator_id` and `originator_version` are the names of the store library's protocol.
    """

    position: int
    stream: str
    version: int
    event: Event

    @property
    def originator_id(self) -> str:
        """Return the stream."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """Return the version."""
        return self.version

    @property
    def subject(self) -> Subject:
        """Return whom the entry is about."""
        return of_stream(self.stream)

    @property
    def type(self) -> str:
        """Return the event's name as people and programs read it."""
        return type(self.event).__name__

    def names(self, subject: Subject) -> bool:
        """Tell whether the entry, one of another subject, names this one."""
        event = self.event
        match subject.kind:
            case "body":
                founds = isinstance(event, self.subject.aggregate.founding)
                return founds and subject.id in {self.subject.body, getattr(event, "of_body", None)}
            case "notice":
                return event.notice == subject.id and self.subject != subject
            case "rule":
                return subject.id in {
                    getattr(event, field, None) for field in ("rule", "refiled_as", "supersedes")
                }
        return subject.id in {getattr(event, field, None) for field in ("supersedes", "superseded_by")}


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded at once: positions `first_position` to `last_position`.

    `recorded_at` is in microseconds since 1970, UTC, later than in every commit
    before. `source` is the imported file, as evidence is kept.
    """

    first_position: int
    last_position: int
    recorded_at: int
    actor: str
    login: str
    command: str
    command_id: str | None = None
    fingerprint: str | None = None
    opening: bool = False
    source: str | None = None
