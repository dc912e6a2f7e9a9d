"""docs/screening.md shows the measure, the codes and the checklist as the program has them."""

import re
from pathlib import Path

import pytest

from cli.render.screening import FINDINGS, WITHHELD
from cli.screening.tables import tables
from domain import wording
from domain.screening import Facts, screen

DOCS = Path(__file__).parents[2] / "docs"
TABLES = tables(None)

either_page = pytest.mark.parametrize("page", ["screening.md", "screening.zh-CN.md"])


def rows(page: str, columns: int) -> list[list[str]]:
    lines = (DOCS / page).read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    return [row for row in cells if len(row) == columns]


@either_page
def test_the_table_of_names_is_what_the_measure_gives(page: str) -> None:
    named = [row for row in rows(page, 5) if re.fullmatch(r"\d\.\d\d", row[2])]
    assert len(named) > 20
    for name, core, score, number, verdict in named:
        assert TABLES.core(name) == core
        scores = {rule.number: wording.dice(core, other) for rule, other in TABLES.national_cores}
        assert f"{max(scores.values()):.2f}" == score
        assert number == "–" or f"{scores[number]:.2f}" == score
        facts = Facts(name=name, category="reduction", scheme="product")
        found = [f.verdict for f in screen(facts, None, TABLES).findings if f.national is not None]
        assert (found or ["–"]) == [verdict]


@either_page
def test_the_table_of_national_rules_is_the_data(page: str) -> None:
    assert [[rule.number, rule.name, core] for rule, core in TABLES.national_cores] == [
        row for row in rows(page, 3) if row[0].startswith("CNCA")
    ]


@either_page
def test_every_code_and_every_content_is_documented(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    assert [code for code in (*FINDINGS, *WITHHELD) if f"`{code}`" not in text] == []
    documented = [row[:3] for row in rows(page, 4) if row[1].startswith("`") and row[0].startswith("四")]
    asked = [[c.clause, f"`{c.key}`", c.headings[0]] for c in TABLES.words.contents]
    assert documented == asked


def test_both_pages_give_the_thresholds() -> None:
    for page in ("screening.md", "screening.zh-CN.md"):
        text = (DOCS / page).read_text("utf-8")
        assert f"**{TABLES.words.similarity.close_from:.2f}**" in text
        assert f"**{TABLES.words.similarity.contained_from}**" in text
