"""Fills a template with what a letter says; nothing that a person is named can act as part of it.

Templates are people's own files: their placeholders are read in a sandbox,
values are always text, and an unknown placeholder is an error.
"""

import gc
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from cli.letters.package import repacked
from domain.rejected import Rejected

DEFAULT = Path(__file__).with_name("letter.docx")
LET_GO_EVERY = 50
"""Letters after which memory is let go: documents refer to themselves, and are larger than Python knows."""

LARGEST = 100_000_000
"""Bytes that a template may unpack to."""

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WITHOUT_TEXT = {f"{_W}{name}" for name in ("body", "hdr", "ftr", "p", "r", "tbl", "tr", "tc")}


class Filling:
    """A template that is read once and filled for each letter."""

    def __init__(self, path: Path | None = None) -> None:
        """Read a template, or the one that certledger brings along.

        Raises `Rejected`: `file.unreadable`, `letters.template_malformed`.
        """
        self._name = str(path or DEFAULT)
        self._names: set[str] | None = None
        self._filled = 0
        try:
            self._docx = (path or DEFAULT).read_bytes()
        except OSError as error:
            raise Rejected("file.unreadable", path=self._name, detail=error.strerror or str(error)) from None
        self._environment = _Environment(autoescape=True, undefined=StrictUndefined, finalize=_as_text)
        self._check_package()

    def fill(self, placeholders: Mapping[str, Any], *, title: str, made_at: datetime) -> bytes:
        """Return the letter as a .docx file; raises `Rejected` (`letters.template_malformed`)."""
        try:
            letter = _Letter(io.BytesIO(self._docx))
            self._refuse_unknown(letter, placeholders)
            letter.render(placeholders, self._environment)
            properties = letter.docx.core_properties
            properties.title = _UNWRITABLE.sub("\ufffd", title)[:255]
            properties.created = properties.modified = made_at.replace(tzinfo=None)
            filled = io.BytesIO()
            letter.save(filled)
        except Rejected:
            raise
        except TemplateError as error:
            raise self._malformed(_said(error)) from error
        except Exception as error:
            # Whatever a template makes of its placeholders fails as itself.
            raise self._malformed(f"{type(error).__name__}: {error}") from error
        self._filled += 1
        if self._filled % LET_GO_EVERY == 0:
            gc.collect()
        return repacked(filled.getvalue(), made_at)

    def _refuse_unknown(self, letter: "_Letter", placeholders: Mapping[str, Any]) -> None:
        """Refuse names that nothing stands for, also in parts that this letter does not need."""
        if self._names is None:
            self._names = letter.get_undeclared_template_variables(self._environment)
        unknown = sorted(self._names - {*placeholders, *self._environment.globals})
        if unknown:
            raise self._malformed(", ".join(f"{{{{ {name} }}}}?" for name in unknown))

    def _check_package(self) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(self._docx)) as package:
                size = sum(part.file_size for part in package.infolist())
                if size > LARGEST:
                    raise self._malformed(f"it unpacks to {size} bytes")
                if "word/document.xml" not in package.namelist():
                    raise self._malformed("it is no .docx file")
        except zipfile.BadZipFile:
            raise self._malformed("it is no .docx file") from None

    def _malformed(self, detail: str) -> Rejected:
        return Rejected("letters.template_malformed", path=self._name, detail=detail)


class _Environment(SandboxedEnvironment):
    """Compiles each part of a template once."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._compiled: dict[str, Template] = {}

    def from_string(self, source: Any, *more: Any, **given: Any) -> Template:
        """Return the compiled template."""
        found = self._compiled.get(source)
        if found is None:
            found = self._compiled[source] = super().from_string(source, *more, **given)
        return found


class _Letter(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A letter being filled, which must come out as a sound document."""

    def patch_xml(self, src_xml: str) -> str:
        """Return the XML of a part as Jinja takes it."""
        return _patched(src_xml)

    def fix_tables(self, xml: str) -> Any:
        """Return the document's body; raises where it is no XML, or holds text outside of a paragraph's runs.

        docxtpl would mend it silently, and leave out what it cannot read.
        """
        body = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False))
        for element in body.iter():
            if element.tag in _WITHOUT_TEXT:
                for text in (element.text, *(child.tail for child in element)):
                    if text and text.strip():
                        raise ValueError(f"text outside of a paragraph: {text.strip()[:60]}")
        return super().fix_tables(xml)


@lru_cache(maxsize=32)
def _patched(xml: str) -> str:
    patched: str = DocxTemplate(io.BytesIO()).patch_xml(xml)
    return patched


def _as_text(value: Any) -> Markup:
    """Return a value as text in XML: no sign of it acts, and what XML cannot hold shows as a mark."""
    text = _UNWRITABLE.sub("\ufffd", str(value))
    text = " ".join(text.replace("\t", " ").splitlines()) if not text.isprintable() else text
    # Braces as references: docxtpl looks for some pairs of them after filling.
    return Markup(str(escape(str(text))).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - escaped


def _said(error: TemplateError) -> str:
    """Return what is wrong with a template, and the text near it where that is known."""
    near = " ".join(line.strip() for line in getattr(error, "docx_context", ()) if line.strip())
    return f"{error.message} … {near[:120]}" if near else str(error.message)
