"""Texts, codes and files as they are kept."""

import os
import unicodedata

import click

from cli.language import gettext as _
from domain.event import Evidence
from domain.rejected import Rejected
from domain.subject import normal
from ledger.desk import Desk


def clean(text: str | None) -> str | None:
    """Return a name or text as it is kept: NFC and trimmed; None for an empty one."""
    return unicodedata.normalize("NFC", text).strip() or None if text is not None else None


def required_text(name: str, text: str) -> str:
    """Return a text as it is kept; raises a usage error for an empty one."""
    kept = clean(text)
    if kept is None:
        raise click.UsageError(_("{option} must not be empty.").format(option=name))
    return kept


def holder_id(desk: Desk, code: str | None) -> str | None:
    """Return a credit code as it is kept; warns of old forms, refuses 18 characters that do not fit."""
    code = clean(code)
    if code is None:
        return None
    problem, kept = check_credit_code(code)
    if problem == "credit_code.malformed":
        raise Rejected(problem, code=kept)
    if problem is not None:
        desk.remark(problem, code=kept)
    return kept


def check_credit_code(code: str) -> tuple[str | None, str]:
    """Return (what is wrong, the code as it is kept); GB 32100 where it has 18 characters."""
    from domain import credit_code

    kept = normal(code)
    if len(kept) != credit_code.LENGTH:
        return "credit_code.legacy", kept
    return (None if credit_code.fits(kept) else "credit_code.malformed"), kept


def evidence(path: str) -> Evidence:
    """Return a file as evidence; raises `Rejected` (`evidence.unreadable`)."""
    import hashlib

    try:
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            return Evidence(name=os.path.basename(path), size=file.tell(), sha256=digest.hexdigest())
    except OSError as error:
        raise Rejected("evidence.unreadable", path=path, detail=error.strerror or str(error)) from None
