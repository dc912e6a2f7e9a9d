"""The store library reads back what it keeps, in its own way."""

from typing import Any

from ledger.sqlite import LedgerApplication

CERTIFICATE = "certificate:CNCA-R-2099-001/C1"


def test_the_librarys_repository_folds_a_stream_with_its_positions(clerk: Any, issue: Any) -> None:
    issue("C1")
    clerk.record("cert", "suspend", "CNCA-R-2099-001/C1", "--on", "2024-03-01")
    app = LedgerApplication({"LEDGER_PATH": str(clerk.path)})
    try:
        entries = app.repository.get(CERTIFICATE, projector_func=lambda _, events: list(events))
    finally:
        app.close()
    assert [(e.position, e.version, e.type) for e in entries] == [
        (7, 1, "CertificateIssued"),
        (8, 2, "CertificateSuspended"),
    ]
