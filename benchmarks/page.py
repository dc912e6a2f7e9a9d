"""Putting what was printed into a page, between marks that say which case it is."""

import re
from collections.abc import Sequence
from pathlib import Path

from table import Section

MARKED = re.compile(r"(<!-- bench: (\S+) -->\n).*?(<!-- bench: end -->)", re.DOTALL)


def fill(path: Path, about: Sequence[str], sections: Sequence[Section], growth: str) -> None:
    """Fill the marked places of a page; those of cases that were not run stay as they are."""
    texts = {"machine": "\n".join(about), "growth": growth}
    for section in sections:
        case = section.case.partition(":")[0]
        texts[case] = "\n\n".join(filter(None, (texts.get(case), section.text())))

    def filled(found: re.Match[str]) -> str:
        text = texts.get(found[2])
        return f"{found[1]}```text\n{text}\n```\n{found[3]}" if text else found[0]

    path.write_text(MARKED.sub(filled, path.read_text("utf-8")), "utf-8")
