"""What a screening found, as a page for a terminal and as flat rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cli.help import wrap
from cli.language import gettext as _
from cli.render.table import show
from cli.words import word
from domain.screening import clause_order

COLUMNS = (
    *("rule", "name", "category", "scheme", "row", "status", "verdict", "clause", "code", "finding"),
    *("ground", "matched", "look_at", "content", "national_number", "national_name", "score"),
    *("command", "not_proposed"),
)

WIDTH, INDENT, FINDING_INDENT = 78, 2, 11

FINDINGS = {
    "screening.accounting_only": lambda: _(
        "The name is that of accounting for emissions or verifying them, which is not filed."
    ),
    "screening.perhaps_accounting_only": lambda: _(
        "Does the rule only account for emissions or verify them? See what it certifies."
    ),
    "screening.national_name": lambda: _("But for general words this is the name of {number}, {name}."),
    "screening.close_to_national_name": lambda: _(
        "Close to the name of {number}, {name} (score {score}). Compare the two."
    ),
    "screening.no_such_cell": lambda: _("Category and scheme are none of the nine pairs."),
    "screening.forbidden_word": lambda: _("A filed rule's name may not hold this."),
    "screening.perhaps_forbidden_word": lambda: _(
        "In the name: a word that may not be there, in English or with signs inside. Read the name."
    ),
    "screening.offsets_only": lambda: _("The basis is nothing but offset mechanisms."),
    "screening.perhaps_offsets_only": lambda: _(
        "The basis may be nothing but offset mechanisms. See what else it names."
    ),
    "screening.content_missing": lambda: _("The text lacks this: {content}."),
    "screening.content_unanswered": lambda: _(
        "The checklist does not say whether the text has this: {content}."
    ),
}
"""What is found under each code, and where a person looks."""

WITHHELD = {
    "screening.deregistered": lambda: _("No flag is proposed: the rule is deregistered."),
    "screening.already_flagged": lambda: _(
        "No flag is proposed: it is flagged on this ground already (#{position})."
    ),
    "screening.flagged_otherwise": lambda: _(
        "No flag is proposed: it is flagged as {ground} (#{position}), and one flag stands per notice."
    ),
    "screening.rule_not_named": lambda: _("No flag is proposed: the row lacks the body or the number."),
}

CONTENTS = {
    "scope": lambda: _("scope"),
    "basis": lambda: _("basis of certification"),
    "staff_competence": lambda: _("conditions and competence of staff"),
    "certification_mode": lambda: _("certification mode, where applicable"),
    "data_quality": lambda: _("data quality"),
    "quantification": lambda: _("method of quantification"),
    "procedure": lambda: _("procedure from application to decision"),
    "surveillance": lambda: _("surveillance and recertification"),
    "certificate_and_mark": lambda: _("certificate and mark"),
    "status_change": lambda: _("conditions for a change of status"),
    "baseline": lambda: _("baseline of the reduction"),
    "effect_assured": lambda: _("how the effect of the reduction is assured"),
    "lasting_disclosure": lambda: _("lasting ability to disclose"),
    "continued_reduction": lambda: _("measures for continued reduction"),
    "own_reduction_first": lambda: _("own reduction before anything else"),
    "offsets_for_the_rest": lambda: _("offsets for unavoidable emissions alone"),
    "factors_fair": lambda: _("background data and emission factors that are fair and scientific"),
    "factors_fit_china": lambda: _("background data and emission factors that fit China"),
}
"""The checklist's keys, as people read them."""


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return all rules with their findings for a terminal of 80 columns, and the figures last."""
    parts, verdicts = [], Counter[str]()
    unchecked: Counter[tuple[str, str]] = Counter()
    for row in rows:
        parts.append("\n".join(_rule(row)))
        verdicts[row["verdict"]] += 1
        unchecked.update((missing["needs"], missing["clause"]) for missing in row["unchecked"])
    parts.append("\n".join(_figures(verdicts, unchecked)))
    return "\n\n".join(parts)


def _rule(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines about one rule."""
    name = row["rule"] or _("row {row}").format(row=row["row"])
    yield from _lines(_("{rule}: {verdict}").format(rule=show(name), verdict=word(row["verdict"])), 0)
    yield from _lines(show(row["name"]), INDENT)
    for finding in row["findings"]:
        yield from _finding(finding)
    for proposal in row["proposals"]:
        yield from _command(proposal["argv"])
    no = row["not_proposed"]
    if no is not None:
        text = WITHHELD[no["code"]]().format(position=no["position"], ground=word(no["ground"]))
        yield from _lines(text, INDENT)


def _finding(finding: Mapping[str, Any]) -> Iterator[str]:
    national = finding["national"] or {"number": "", "name": ""}
    text = FINDINGS[finding["code"]]().format(
        number=national["number"],
        name=national["name"],
        score=finding["score"],
        content=CONTENTS[finding["content"]]() if finding["content"] else "",
    )
    matched = _(", ").join(_("“{word}”").format(word=show(each)) for each in finding["matched"])
    said = [_("{rule}: {verdict}").format(rule=word(finding["verdict"]), verdict=matched), text]
    lines = _lines("\n".join(said if matched else [word(finding["verdict"]), text]), FINDING_INDENT)
    first = next(lines)[FINDING_INDENT:]
    yield f"{' ' * INDENT}{_padded(finding['clause'], FINDING_INDENT - INDENT)}{first}"
    yield from lines


def _command(argv: Sequence[str]) -> Iterator[str]:
    """Yield a command that a shell takes as it stands, an option a line where it is long."""
    import shlex

    lines, line = [], " " * INDENT
    for word_ in map(shlex.quote, argv):
        if word_.startswith("--") and line.strip():
            lines.append(line.rstrip())
            line = " " * (2 * INDENT)
        line += f"{word_} "
    yield " \\\n".join([*lines, line.rstrip()])


def _figures(verdicts: Mapping[str, int], unchecked: Mapping[tuple[str, str], int]) -> Iterator[str]:
    counts = {name: verdicts.get(name, 0) for name in ("breach", "check", "clean")}
    yield from _lines(
        _("Rules: {rules}. With a breach: {breach}; to be checked: {check}; clean: {clean}.").format(
            rules=sum(counts.values()), **counts
        ),
        0,
    )
    for needs, text in (
        ("contents", _("Not looked at for want of a checklist (--contents FILE): {clauses}.")),
        ("basis", _("Not looked at, as no basis is stated: {clauses}.")),
    ):
        clauses = sorted((clause for what, clause in unchecked if what == needs), key=clause_order)
        missing = [f"{clause} ({unchecked[needs, clause]})" for clause in clauses]
        if missing:
            yield from _lines(text.format(clauses=_(", ").join(missing)), 0)


def _lines(text: str, indent: int) -> Iterator[str]:
    """Yield a text within the terminal's columns, each line indented; no word is too long for it."""
    columns = WIDTH - indent
    for paragraph in text.split("\n"):
        for line in wrap(paragraph, columns).split("\n"):
            yield from (" " * indent + piece for piece in _pieces(line, columns))


def _pieces(line: str, columns: int) -> Iterator[str]:
    start, used = 0, 0
    for at, character in enumerate(line):
        wide = _columns(character)
        if used + wide > columns:
            yield line[start:at]
            start, used = at, 0
        used += wide
    yield line[start:]


def _columns(text: str) -> int:
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - _columns(text))


# Flat ------------------------------------------------------------------------


def flat(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a row for each finding; a rule without any has one of its own."""
    for row in rows:
        shared = {
            **{key: row[key] for key in ("rule", "name", "category", "scheme", "row", "status", "verdict")},
            "command": next((proposal["command"] for proposal in row["proposals"]), None),
            "not_proposed": row["not_proposed"] and row["not_proposed"]["code"],
        }
        for finding in row["findings"]:
            national = finding["national"] or {}
            yield {
                **finding,
                **shared,
                "finding": finding["verdict"],
                "matched": "; ".join(finding["matched"]),
                "national_number": national.get("number"),
                "national_name": national.get("name"),
            }
        if not row["findings"]:
            yield shared
