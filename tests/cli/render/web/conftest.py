"""A document with every kind of block, whose texts try to break out of the page."""

from collections.abc import Callable

import pytest

from cli import language
from cli.documents.document import (
    Column,
    Document,
    Fact,
    Facts,
    Figure,
    Figures,
    Paragraph,
    Picture,
    Section,
    Signatures,
    Table,
)
from cli.render.charts import ageing, heat
from projections.reports.statement.parts import Age, Cell, Outcomes

Made = Callable[..., Document]


@pytest.fixture
def hostile() -> str:
    """What would run, load or hide something if it were not shown as it is."""
    return (
        "<script>console.error('run')</script><img src=http://tracker.invalid/x.png onerror=alert(1)>"
        "\"'`]]>--></style></title><!-- {{ 7*7 }} &amp; =cmd|' /C calc'!A0 \u202e𠮷林\x07"
        " url(http://tracker.invalid/y.png) @import 'http://tracker.invalid/z.css';"
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """Makes the document in a language, every text of it followed by another."""

    def made(lang: str = "en", typed: str = "") -> Document:
        monkeypatch.setenv("LANGUAGE", "en")  # restored afterwards, whatever is set from here on
        language.use(lang)
        return _document(lang, typed)

    return made


def _document(lang: str, typed: str) -> Document:
    grid = [Cell(category="reduction", scheme="product", outcomes=Outcomes(total=3, late=3), incomplete=0)]
    ages = [Age(first=1, last=7, rules=1, certificates=2000)]
    columns = [
        Column("id", f"Id{typed}", "id"),
        Column("name", "Name"),
        Column("count", "Count", "count", sums=True),
        Column("day", "Day", "day"),
        Column("moment", "Moment", "moment"),
        Column("share", "Share", "share"),
    ]
    row = {
        "id": f"CNCA-R-2099-001/C1{typed}",
        "name": f"甲公司{typed}",
        "count": 1234567,
        "day": "2024-07-15",
        "moment": "2024-07-31T08:12:03.000417Z",
        "share": (1, 16),
    }
    return Document(
        name="sample",
        title=f"A title{typed}",
        subtitle=f"A subtitle{typed}",
        language=lang,
        made_at="2024-07-31T08:12:03.000417Z",
        footer=f"A footer{typed}",
        sections=[
            Section(
                "first",
                f"First{typed}",
                [
                    *(Paragraph(f"{tone}{typed}", tone) for tone in ("plain", "good", "watch", "bad")),
                    Facts([Fact(f"Body{typed}", f"乙中心{typed}"), Fact("Nothing", None, "count")]),
                    Figures([Figure(f"Overdue{typed}", 12345, f"a note{typed}", "bad"), Figure("Plain", 0)]),
                ],
            ),
            Section(
                "second",
                "Second",
                [
                    Picture("grid", f"The grid{typed}", heat.picture(grid), f"in words{typed}"),
                    Picture("ages", "The ages", ageing.picture(ages), "in words"),
                    Picture("again", "The ages again", ageing.picture(ages), "in words"),
                    Table("all", columns, iter([row] * 3), f"All{typed}", {"id": "Total", "count": 3703701}),
                    Table("some", columns, iter([row] * 9), None, None, 4, f"More elsewhere{typed}"),
                    Table("none", columns, [], "None"),
                ],
                begins_page=True,
            ),
            Section("last", "Last", [Signatures([f"Signed{typed}", "Reviewed"], f"Seal{typed}")]),
            Section("detail", "Detail", [Table("rows", columns, iter([row]))], detail=True),
        ],
    )
