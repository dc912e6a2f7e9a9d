"""SVG, written by hand: elements as text, everything that a person typed escaped."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

FONTS = (
    "'Noto Sans', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei',"
    " 'Helvetica Neue', Arial, sans-serif"
)
"""Latin first: a Chinese font's digits would stand too wide."""

Value = str | int | float


def element(name: str, *children: str, **attributes: Value | None) -> str:
    """Return an element; an underscore in an attribute's name stands for a hyphen, None leaves it out."""
    told = "".join(
        f" {key.strip('_').replace('_', '-')}={quoteattr(_plain(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{''.join(children)}</{name}>" if children else f"<{name}{told}/>"


def text(content: str, **attributes: Value | None) -> str:
    """Return a text element."""
    return element("text", escape(content), **attributes)


def document(title: str, description: str, width: int, height: int, parts: Iterable[str], lang: str) -> str:
    """Return a whole picture: for a screen reader its title and description, for an eye its parts."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + element(
            "svg",
            "\n",
            "\n".join(
                [element("title", escape(title)), element("desc", escape(description)), *parts],
            ),
            "\n",
            xmlns="http://www.w3.org/2000/svg",
            lang=lang,
            role="img",
            viewBox=f"0 0 {width} {height}",
            width=width,
            height=height,
            font_family=FONTS,
        )
        + "\n"
    )


def columns(content: str, size: float) -> float:
    """Return about how wide a text is: a Chinese character is as wide as high, others about half."""
    from cli.columns import width

    return width(content) * size * 0.55


def fitting(content: str, size: float, room: float) -> str:
    """Return a text, cut off where it would take more than some room."""
    if columns(content, size) <= room:
        return content
    while content and columns(content + "…", size) > room:
        content = content[:-1]
    return content + "…"


def _plain(value: Value) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
