"""Importing the store library without Python's detours: a tenth of what a write takes as a process."""

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType
from typing import Any

OF_OBJECT = inspect.Signature(
    [
        inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY),
        inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL),
        inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD),
    ]
)
"""The signature of `object.__init__`, as `inspect` works it out."""


@contextmanager
def shortened() -> Iterator[None]:
    """Spare what is imported meanwhile two detours; what comes of it is the same.

    `inspect` reads the signature of `object.__init__`, a text in C, with `ast` and
    `tokenize`: in Python 3.11 that compiles a regular expression for longer than all
    files of the library take to load. And `dataclasses` compiles the same text again
    for each class with the same fields.
    """
    work_out = inspect.signature

    def signature(asked: Callable[..., Any], **settings: Any) -> inspect.Signature:
        return OF_OBJECT if asked is object.__init__ and not settings else work_out(asked, **settings)

    @cache
    def compiled(text: str) -> CodeType:
        return compile(text, "<string>", "exec")

    def execute(text: str, *names: Any) -> None:
        exec(compiled(text), *names)  # noqa: S102 - as `dataclasses` does

    inspect.signature = signature  # type: ignore[assignment]  # it takes the same
    dataclasses.exec = execute  # type: ignore[attr-defined]  # found before the built-in one
    try:
        yield
    finally:
        inspect.signature = work_out
        del dataclasses.exec  # type: ignore[attr-defined]
