"""A document as a web page: everything is in it, nothing breaks out of it, nothing is fetched."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hatchling.builders.wheel import WheelBuilder

import cli
from cli.documents.document import Document, Fact, Facts, Paragraph, Picture, Section
from cli.render.html import page
from cli.render.table import show
from cli.render.values import share, shown

Made = Callable[..., Document]

VOID = {"meta", "link", "br", "wbr", "img", "input", "hr"}
LOADING = {"src", "srcset", "background", "poster", "data", "action", "formaction", "xlink:href"}


class Read(HTMLParser):
    """Reads a page strictly: every tag is closed in order, no attribute stands twice."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[tuple[str, str]] = []
        self.comments: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), (tag, attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self.open, f"<{tag}/> closes nothing in HTML"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append((self.open[-1] if self.open else "", data))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def text(self) -> str:
        """Return what is read, without the styles."""
        return "".join(data for tag, data in self.said if tag != "style")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each tag of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


def of(*blocks: object, detail: bool = False) -> Document:
    """Return a document of some blocks."""
    section = Section("one", "One", list(blocks), detail=detail)  # type: ignore[arg-type]
    return Document(
        name="d", title="T", subtitle=None, language="en", made_at=None, footer="F", sections=[section]
    )


@pytest.fixture(params=["plain", "hostile", "long"])
def typed(request: pytest.FixtureRequest, hostile: str) -> str:
    return {"plain": "", "hostile": hostile, "long": "很长" * 150}[request.param]


@pytest.fixture
def read(made: Made, typed: str) -> Read:
    return Read(page(made("en", typed)))


# The whole page ----------------------------------------------------------------


def test_the_blocks_stand_in_their_order(made: Made) -> None:
    said = Read(page(made())).text()
    told = (
        "A title",
        "A subtitle",
        "First",
        "plain",
        "good",
        "乙中心",
        "Overdue",
        "The grid",
        "All",
        "1,234,567",
    )
    places = [said.rindex(each) for each in (*told[:2], "Second", "The ages again", "Seal")]
    assert all(each in said for each in told)
    assert places == sorted(places)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_document_gives_the_same_page(made: Made, lang: str, typed: str) -> None:
    assert page(made(lang, typed)) == page(made(lang, typed))


def test_the_page_is_well_formed_and_no_id_stands_twice(read: Read) -> None:
    ids = [attributes["id"] for _tag, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    anchors = {attributes["href"] for attributes in read.all("a")}
    assert anchors <= {f"#{name}" for name in ids}
    for _tag, attributes in read.tags:
        for name in filter(None, (attributes.get("aria-labelledby") or "").split()):
            assert name in ids
        for name in re.findall(r"url\(#([^)]*)\)", attributes.get("fill") or ""):
            assert name in ids


def test_pictures_alike_keep_their_patterns_apart(made: Made) -> None:
    fills = re.findall(r'fill="url\(#([^)]*)\)"', page(made()))
    assert len({*fills}) == 2  # the same picture stands there twice


def test_nothing_is_fetched_and_nothing_runs(read: Read) -> None:
    (policy,) = [a["content"] for a in read.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "script-src" not in policy
    assert {tag for tag, _attributes in read.tags}.isdisjoint(
        {"script", "iframe", "object", "embed", "base", "img"}
    )
    for tag, attributes in read.tags:
        assert LOADING.isdisjoint(attributes), tag
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        if "href" in attributes:
            assert (
                attributes["href"] == "data:,"
                if tag == "link"
                else (attributes["href"] or "").startswith("#")
            )
    (styles,) = [data for tag, data in read.said if tag == "style"]
    assert "url(" not in styles
    assert "@import" not in styles
    assert "tracker" not in styles.replace("tracker\\00002einvalid", "")


def test_what_a_person_typed_is_shown_and_does_nothing(made: Made, hostile: str) -> None:
    read = Read(page(made("en", hostile)))
    assert read.comments == []
    seen = show(hostile)
    assert "\\x202e" in seen
    assert "\\x07" in seen
    text = read.text()
    for before in (
        "A title",
        "A subtitle",
        "First",
        "bad",
        "Body",
        "乙中心",
        "Overdue",
        "a note",
        "The grid",
    ):
        assert before + seen in text, before
    for before in (
        "All",
        "More elsewhere",
        "Signed",
        "Seal",
        "A footer",
        "甲公司",
        "CNCA-R-2099-001/C1",
        "Id",
    ):
        assert before + seen in text, before
    assert [a["aria-label"] for a in read.all("svg") if a.get("aria-label", "") == "in words" + seen]


def test_no_control_character_reaches_the_page(made: Made, hostile: str) -> None:
    written = page(made("en", hostile + "".join(map(chr, range(32))) + "\u2028\u2066\ud800"))
    assert [c for c in written if not c.isprintable() and c != "\n"] == []
    written.encode()


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_tells_its_language(made: Made, lang: str, tag: str) -> None:
    read = Read(page(made(lang)))
    assert read.all("html") == [{"lang": tag}]
    assert ("目录" in read.text()) == (lang == "zh")


# Reading aloud ------------------------------------------------------------------


def test_headings_descend_without_a_gap(read: Read) -> None:
    levels = [int(tag[1]) for tag, _attributes in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert set(levels) == {1, 2}


def test_every_heading_of_a_table_says_what_it_heads(read: Read) -> None:
    assert {attributes.get("scope") for attributes in read.all("th")} == {"col", "row"}
    assert len(read.all("caption")) == 2  # of the tables with a title


def test_every_picture_has_a_caption_and_words(read: Read) -> None:
    assert len(read.all("figure")) == len(read.all("figcaption")) == 3
    for attributes in read.all("svg"):
        assert attributes["role"] == "img"
        assert attributes["aria-label"]


def test_a_tone_is_told_in_words_too(made: Made) -> None:
    for lang, words in (("en", "not in order"), ("zh", "异常")):
        read = Read(page(made(lang)))
        labels = [a["aria-label"] for a in read.all("svg") if "sign" in (a.get("class") or "")]
        assert labels.count(words) == 2  # a paragraph and a figure
        assert len(labels) == 4


def test_the_contents_lead_to_every_section(read: Read) -> None:
    links = [attributes["href"] for attributes in read.all("a")]
    assert links == ["#text", "#section-first", "#section-second", "#section-last", "#section-detail"]
    assert Read(page(of(Paragraph("alone")))).all("nav") == []


# Values --------------------------------------------------------------------------


def test_values_are_shown_by_their_kind() -> None:
    assert shown(None, "count") == shown(None, "share") == shown((0, 0), "share") == "–"
    assert shown(1234567, "count") == "1,234,567"
    assert shown(0, "count") == "0"
    assert shown("0012", "id") == "0012"
    assert shown(["甲", "乙"], "text") == "甲; 乙"
    assert shown("2024-07-31T08:12:03.000417Z", "moment") == "2024-07-31T08:12:03.000417Z"


def test_shares_have_one_decimal_and_round_a_half_up() -> None:
    assert share(1, 16) == "6.3%"  # 6.25
    assert share(1, 3) == "33.3%"
    assert share(2, 3) == "66.7%"
    assert share(5, 5) == "100.0%"
    assert share(1, 2000) == "0.1%"  # 0.05
    assert share(1, 2001) == "0.0%"


def test_numbers_stand_to_the_right(made: Made) -> None:
    read = Read(page(made()))
    assert "count" in [attributes.get("class") for attributes in read.all("td")]
    (styles,) = [data for tag, data in read.said if tag == "style"]
    assert re.search(r"\.count, \.share { text-align: right; }", styles)
    assert "tabular-nums" in styles


def test_a_long_word_may_be_broken_a_short_one_is_not() -> None:
    said = page(of(Facts([Fact("a", "x" * 40), Fact("b", "internationalization"), Fact("c", "很" * 60)])))
    assert "x" * 16 + "<wbr>" + "x" * 16 + "<wbr>" + "x" * 8 in said
    assert ">internationalization<" in said
    assert "很" * 60 in said


# Paper ---------------------------------------------------------------------------


def test_a_section_that_begins_a_page_says_so(made: Made) -> None:
    sections = Read(page(made())).all("section")
    assert [section.get("class") for section in sections] == [None, "begins-page", None, None]
    alone = of(Paragraph("first"))
    first = msgspec.structs.replace(
        alone, sections=[msgspec.structs.replace(alone.sections[0], begins_page=True)]
    )
    assert "class" not in Read(page(first)).all("section")[0]  # it begins one anyway


def test_the_footer_stands_on_every_printed_page(made: Made) -> None:
    (styles,) = [data for tag, data in Read(page(made("en", "”号</style>"))).said if tag == "style"]
    (content,) = re.findall(r'@bottom-left { content: "([^"]*)"', styles)
    told = re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), content)
    assert told == "A footer”号</style>"


def test_the_template_is_shipped() -> None:
    root = Path(cli.__file__).parent.parent
    shipped = {file.distribution_path for file in WheelBuilder(str(root)).recurse_included_files()}
    beside = {path.relative_to(root).as_posix() for path in (root / "cli/render/web").iterdir()}
    assert beside
    assert beside <= shipped


def test_a_picture_that_refers_to_its_own_parts_still_does() -> None:
    svg = (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">'
        '<defs><circle id="dot" r="1"/></defs><use href="#dot"/><text>id="dot" url(#dot)</text></svg>'
    )
    said = page(of(Picture("p", "P", svg, "words")))
    assert '<use href="#picture-1-dot"' in said
    assert 'id="dot" url(#dot)' in said  # a text stays what it is
    assert "<?xml" not in said
    assert 'width="9"' not in said
