"""The answers of a checklist: what a person found in a rule's text."""

import re
import unicodedata

import msgspec

YES = frozenset(
    {
        "yes",
        "y",
        "true",
        "ok",
        "是",
        "有",
        "已有",
        "含",
        "包含",
        "包括",
        "符合",
        "满足",
        "具备",
        "√",
        "✓",
        "✔",
        "☑",
        "■",
        "对",
    }
)
NO = frozenset(
    {
        "no",
        "n",
        "false",
        "none",
        "missing",
        "absent",
        "0",
        "否",
        "无",
        "没有",
        "未有",
        "缺",
        "缺失",
        "缺少",
        "不含",
        "未包括",
    }
    | {
        "不包括",
        "未包含",
        "不包含",
        "不符合",
        "不满足",
        "不具备",
        "未规定",
        "未提及",
        "×",
        "✗",
        "✘",
        "✕",
        "☒",
    }
)
BLANK = frozenset(
    {
        "",
        "?",
        "-",
        "--",
        "–",
        "—",
        "/",
        "unknown",
        "tbd",
        "todo",
        "待定",
        "待查",
        "待确认",
        "不详",
        "未知",
        "未填",
        "□",
        "☐",
    }
)
UNCLEAR = frozenset({"x"})
"""A tick to some, a cross to others."""

NOT_APPLICABLE = frozenset({"n/a", "na", "notapplicable", "不适用", "不涉及"})

_DENIES = re.compile(r"[无未没缺不否×✗✘]|(?:no(?!\.? ?\d)|not|none|missing|absent|without)(?![a-z])")


class Answer(msgspec.Struct, frozen=True):
    """`means` is yes, no, not_applicable, blank or unclear; `text` is what was written."""

    means: str
    text: str = ""


def answer(text: str | None) -> Answer:
    """Return what a cell's text means: yes, no, or where in the rule's text it stands (a yes).

    A text that begins with a denial but says more is unclear: a person reads it.
    """
    if text is None:
        return Answer("blank")
    plain = unicodedata.normalize("NFKC", text).casefold()
    squeezed = "".join(plain.split()).rstrip(".。!;")
    for means, words in (("blank", BLANK), ("yes", YES), ("no", NO), ("not_applicable", NOT_APPLICABLE)):
        if squeezed in words:
            return Answer(means, text if means != "blank" else "")
    unclear = squeezed in UNCLEAR or _DENIES.match(plain.strip())
    return Answer("unclear" if unclear else "yes", text)
