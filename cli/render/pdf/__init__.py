"""A document as a paper to sign, stamp and file: PDF/A-2a and PDF/UA-1, set by typst.

The texts of a document go to typst as data and are never read as its markup;
`paper.typ` says how they look. One font is used, none of typst's own or of the
system: the same document gives the same bytes on a machine.
"""

import os
from datetime import datetime
from functools import cache
from typing import Any, BinaryIO

from cli.documents.document import Document
from domain.rejected import Rejected

NO_MOMENT = "1970-01-01T00:00:00+00:00"
"""The date of a file that is made of no entry: the standard asks for one."""

FOLDER = os.path.dirname(__file__)


def write(document: Document, file: BinaryIO) -> None:
    """Write a document as PDF.

    A table shows its first rows where it says how many; a section of details
    shows no more than those.

    Raises `Rejected` before anything is written: `pdf.font_missing`, `pdf.too_long`, `pdf.failed`.
    """
    import msgspec
    import typst

    from cli.render.pdf.blocks import paper
    from cli.render.pdf.font import font

    found = font()
    data = msgspec.json.encode(paper(document, found)).decode()
    moment = datetime.fromisoformat(document.made_at or NO_MOMENT).replace(microsecond=0)
    with open(os.path.join(FOLDER, "paper.typ"), "rb") as template:
        source = template.read()
    compiler = typst.Compiler(
        source,
        root=FOLDER,
        font_paths=_fonts(tuple(found.folders)),
        ignore_system_fonts=True,
        sys_inputs={"document": data},
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=moment)
    except typst.TypstError as error:
        raise Rejected("pdf.failed", detail=error.message) from error
    assert isinstance(made, bytes), "a PDF is one file"
    file.write(made)


@cache
def _fonts(folders: tuple[str, ...]) -> Any:
    """Return the fonts in folders, and no others."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
