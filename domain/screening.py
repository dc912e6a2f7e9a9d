"""A rule against 国认监〔2024〕3号: its facts and a checklist in, findings out.

A finding rests on something seen: a word, a cell, an answer. Each names its
clause and is a `breach`, or a `check` where only a person can tell. What could
not be looked at for want of facts is no finding: `unchecked` lists it.
"""

import re
from collections.abc import Iterable, Mapping

import msgspec

from domain import wording
from domain.checklist import Answer
from domain.rule import CATEGORIES, SCHEMES
from domain.screening_tables import Content, Mechanism, National, Tables

NOTICE = "国认监〔2024〕3号"
NOTICE_ALIAS = "cnca-2024-3"

VERDICTS = ("breach", "check", "clean")

_BETWEEN = re.compile("[、,;\n]")
_VERSION = re.compile(r"(?<![a-z])v ?(?=\d)|[\W\d_]+")


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: category and scheme are codes, or what was written instead."""

    name: str
    category: str | None
    scheme: str | None
    basis: tuple[str, ...] = ()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: `matched` the words that did, `look_at` where a person looks.

    `ground` is what a flag for it would rest on; `content` the checklist's key,
    `national` the rule whose name is too close, `score` how close (0 to 1).
    """

    clause: str
    code: str
    verdict: str
    ground: str
    matched: tuple[str, ...]
    look_at: str
    content: str | None = None
    national: National | None = None
    score: float | None = None


class Unchecked(msgspec.Struct, frozen=True):
    """A clause that was not looked at, and what it would need: `basis` or `contents`."""

    clause: str
    needs: str


class Screening(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found about a rule."""

    findings: tuple[Finding, ...]
    unchecked: tuple[Unchecked, ...]

    @property
    def verdict(self) -> str:
        """Return breach, check or clean: the gravest finding."""
        return min((f.verdict for f in self.findings), key=VERDICTS.index, default="clean")

    @property
    def ground(self) -> str | None:
        """Return the ground to flag the rule on, or None without a breach.

        One flag stands per notice: that the rule is out of scope at all weighs more.
        """
        grounds = {f.ground for f in self.findings if f.verdict == "breach"}
        return next((ground for ground in ("out_of_scope", "nonconforming") if ground in grounds), None)


def screen(rule: Facts, answers: Mapping[str, Answer] | None, tables: Tables) -> Screening:
    """Return what can be found about a rule; `answers` are its checklist's, by content.

    Never refuses: any text is looked at, in any writing.
    """
    name = tables.folded(rule.name)
    found = [
        *_accounting(name, tables),
        *_national(name, tables),
        *_cell(rule),
        *(_contents(rule, answers, tables) if answers is not None else ()),
        *_forbidden(name, tables),
        *_basis(rule.basis, tables),
    ]
    unchecked = []
    if answers is None:
        special = (c.clause for c in _asked(rule, tables) if not c.clause.startswith("四(一)"))
        unchecked += [Unchecked(clause, "contents") for clause in dict.fromkeys(("四(一)", *special))]
    if not any(map(tables.folded, rule.basis)):
        unchecked.append(Unchecked("四(三)2", "basis"))
    return Screening(
        findings=tuple(sorted(found, key=lambda finding: clause_order(finding.clause))),
        unchecked=tuple(sorted(unchecked, key=lambda missing: clause_order(missing.clause))),
    )


def clause_order(clause: str) -> tuple[int, ...]:
    """Return what sorts clauses as the notice numbers them: 四(一)10 after 四(一)9."""
    return tuple(
        "一二三四".index(part) if not part.isdecimal() else int(part)
        for part in re.findall("[一二三四]|[0-9]+", clause)
    )


# The name --------------------------------------------------------------------


def _accounting(name: str, tables: Tables) -> Iterable[Finding]:
    """一: an activity right after its object is a breach; apart from it, or vaguer, for a person."""
    words = tables.words.accounting
    named = _squeezed(match[0] for match in words.named.finditer(name))
    if named:
        yield _of_name("一", "screening.accounting_only", "breach", named, ground="out_of_scope")
        return
    objects = wording.pattern(words.objects).search(name)
    activities = wording.found((*words.activities, *words.vaguer), name)
    perhaps = wording.found(words.perhaps, name)
    matched = (*perhaps, *(activities if objects else ()))
    if matched:
        yield _of_name("一", "screening.perhaps_accounting_only", "check", matched, ground="out_of_scope")


def _national(name: str, tables: Tables) -> Iterable[Finding]:
    """二(三): the same as a national rule's name is a breach, close to it for a person."""
    own, how = tables.core(name), tables.words.similarity
    for national, other in tables.national_cores:
        score = wording.dice(own, other)
        contained = len(other) >= how.contained_from and other in own
        if own == other:
            code, verdict = "screening.national_name", "breach"
        elif contained or score >= how.close_from:
            code, verdict = "screening.close_to_national_name", "check"
        else:
            continue
        matched = (other,) if contained or own == other else wording.shared(own, other)
        yield Finding(
            clause="二(三)",
            code=code,
            verdict=verdict,
            ground="nonconforming",
            matched=matched,
            look_at="name",
            national=national,
            score=round(score, 2),
        )


def _forbidden(name: str, tables: Tables) -> Iterable[Finding]:
    """四(三)1: a forbidden word is a breach; in English, or with signs inside, for a person."""
    words = tables.words.names
    named = wording.found(words.forbidden, name)
    if named:
        yield _of_name("四(三)1", "screening.forbidden_word", "breach", named)
    plain = wording.joined(name)
    broken = tuple(word for word in wording.found(words.forbidden, plain) if word not in named)
    perhaps = (*broken, *wording.found(words.english, name))
    if perhaps:
        yield _of_name("四(三)1", "screening.perhaps_forbidden_word", "check", perhaps)


def _of_name(
    clause: str, code: str, verdict: str, matched: tuple[str, ...], *, ground: str = "nonconforming"
) -> Finding:
    return Finding(clause=clause, code=code, verdict=verdict, ground=ground, matched=matched, look_at="name")


def _squeezed(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(" ", "") for text in texts))


# Category, scheme, basis -------------------------------------------------------


def _cell(rule: Facts) -> Iterable[Finding]:
    """三: three categories by three schemes, and nothing else."""
    wrong = [
        text or ""
        for text, known in ((rule.category, CATEGORIES), (rule.scheme, SCHEMES))
        if text not in known
    ]
    if wrong:
        yield Finding(
            clause="三",
            code="screening.no_such_cell",
            verdict="breach",
            ground="nonconforming",
            matched=tuple(text for text in wrong if text),
            look_at="category_and_scheme",
        )


def _basis(basis: Iterable[str], tables: Tables) -> Iterable[Finding]:
    """四(三)2: mechanisms the clause names, and nothing beside them, are a breach.

    Where a text says more about a mechanism, or names one that the clause's open list
    leaves out, a person looks.
    """
    texts = (tables.folded(part) for text in basis for part in _parts(text))
    items = [_mechanisms(text, tables) for text in texts if text]
    if not items or any(item is None for item in items):
        return
    codes = {mechanism.code for item in items if item for mechanism in item[0]}
    alone = all(item is not None and item[1] for item in items)
    named = {mechanism.code for mechanism in tables.words.mechanisms if mechanism.named}
    breach = alone and codes <= named
    yield Finding(
        clause="四(三)2",
        code="screening.offsets_only" if breach else "screening.perhaps_offsets_only",
        verdict="breach" if breach else "check",
        ground="nonconforming",
        matched=tuple(m.code for m in tables.words.mechanisms if m.code in codes),
        look_at="basis",
    )


def _parts(text: str) -> list[str]:
    return _BETWEEN.split(text.replace("，", ",").replace("；", ";"))


def _mechanisms(text: str, tables: Tables) -> tuple[list[Mechanism], bool] | None:
    """Return (the mechanisms a folded text names, whether it says nothing else); None for another basis."""
    named, rest = [], text
    for mechanism in tables.words.mechanisms:
        less = mechanism.pattern.sub(" ", rest)
        if less != rest:
            named.append(mechanism)
            rest = less
    if not named or tables.words.basis.other.search(text):
        return None
    rest = wording.pattern(tables.words.basis.padding).sub(" ", _VERSION.sub(" ", rest))
    return named, not rest.strip()


# The checklist -----------------------------------------------------------------


def _asked(rule: Facts, tables: Tables) -> Iterable[Content]:
    """Return the contents that a rule of this category must have."""
    return (c for c in tables.words.contents if c.category is None or c.category == rule.category)


def _contents(rule: Facts, answers: Mapping[str, Answer], tables: Tables) -> Iterable[Finding]:
    """四(一), 四(二), 四(三)3: answered no is a breach; unanswered, or unclear, for a person."""
    for content in _asked(rule, tables):
        answer = answers.get(content.key, Answer("blank"))
        if answer.means == "yes" or (answer.means == "not_applicable" and content.if_applicable):
            continue
        no = answer.means == "no"
        yield Finding(
            clause=content.clause,
            code="screening.content_missing" if no else "screening.content_unanswered",
            verdict="breach" if no else "check",
            ground="nonconforming",
            matched=(answer.text,) if answer.text else (),
            look_at="text",
            content=content.key,
        )


# The flag ------------------------------------------------------------------------


class Withheld(msgspec.Struct, frozen=True):
    """Why no flag is proposed: a code, and the ground and position of the entry in the way."""

    code: str
    ground: str | None = None
    position: int | None = None


def withheld(status: str | None, flag: tuple[str, int] | None, ground: str) -> Withheld | None:
    """Say why a rule need not, or cannot, be flagged on a ground; None where it can.

    `status` is None for a rule that the ledger does not hold, `flag` (ground, position) of
    the one that stands under the notice: the ledger takes no second one.
    """
    if status == "deregistered":
        return Withheld("screening.deregistered")
    if flag is None:
        return None
    standing, position = flag
    return Withheld(
        "screening.already_flagged" if standing == ground else "screening.flagged_otherwise",
        standing,
        position,
    )
