"""The one way the domain says no."""


class Rejected(Exception):
    """A command that the ledger does not accept.

    `code` is stable and documented (`certificate.not_in_force`); `values` fill
    the message that a person reads, in whatever language that is.
    """

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return f"{self.code} {self.values}" if self.values else self.code


class Conflict(Exception):
    """Somebody else changed what a decision was based on; deciding again is safe."""
