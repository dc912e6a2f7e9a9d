"""The tables of figures in docs/reports*.md: written from the definitions that the program prints."""

import re
from pathlib import Path

from cli import language
from cli.documents.statement.definitions import all_definitions

FOLDER = Path(__file__).parent
PAGES = {"reports.md": "en", "reports.zh-CN.md": "zh"}
"""Pages with such a table, and the language they speak."""

HEADINGS = {"en": ("Figure", "Formula", "Key in JSON"), "zh": ("指标", "计算公式", "JSON 键")}
_PLACE = re.compile(r"(<!-- figures -->\n).*(<!-- end of figures -->)", re.DOTALL)


def filled(page: str, spoken: str) -> str:
    """Return a page with the table as the program defines its figures now."""
    before = language.current()
    language.use(spoken)
    try:
        table = _table(spoken)
    finally:
        language.use(before)
    return _PLACE.sub(lambda place: f"{place[1]}\n{table}\n\n{place[2]}", (FOLDER / page).read_text("utf-8"))


def _table(spoken: str) -> str:
    rows = [f"| {' | '.join(HEADINGS[spoken])} |", "|---|---|---|"]
    rows += [f"| {each.name} | {each.formula} | `{each.path}` |" for each in all_definitions()]
    return "\n".join(rows)
