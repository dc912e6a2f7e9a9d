"""A checklist: which contents a rule's text has, from TOML or a spreadsheet, for one rule or many."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cli.messages import message
from cli.screening.tables import read_text
from cli.sheets import cells
from cli.sheets.headings import LOOKED_AT, find_columns
from cli.sheets.problems import CellRefused, SheetRefused
from cli.sheets.rows import Row, Value
from cli.sheets.table import Table, open_table
from domain.checklist import Answer, answer
from domain.rejected import Rejected
from domain.screening_tables import Content
from domain.subject import approval_number, split_id

Answers = dict[str, Answer]

OF_RULE = {"number": ("规则编号", "rule"), "body": ("认证机构批准号",)}
"""Columns that say which rule a row is about."""


class Checklist:
    """The answers of one file, by rule; one that names no rule is for the only rule there is."""

    def __init__(self, path: str, contents: Iterable[Content], body: str | None) -> None:
        """Read it; raises `SheetRefused` or `Rejected` (`checklist.…`)."""
        self.path = path
        self._contents = tuple(contents)
        self._body = body
        self._by_rule: dict[str | None, Answers] = {}
        if path.lower().endswith(".toml"):
            self._read_toml()
        else:
            self._read_sheet()
        if None in self._by_rule and len(self._by_rule) > 1:
            raise Rejected("checklist.rule_not_named", path=path)

    @property
    def names_rules(self) -> bool:
        """Tell whether its answers say which rule they are about."""
        return None not in self._by_rule

    def of(self, rule: str | None) -> Answers | None:
        """Return the answers about a rule, or None where there are none."""
        if not self.names_rules:
            return self._by_rule[None]
        if rule is None:
            return None
        return self._by_rule.get(rule) or self._by_rule.get(split_id(rule)[1])

    def left_over(self, rules: Iterable[str | None]) -> list[str]:
        """Return the rules it answers about that are none of these."""
        asked = {name for rule in rules if rule for name in (rule, split_id(rule)[1])}
        return [rule for rule in self._by_rule if rule is not None and rule not in asked]

    def _add(self, rule: str | None, answers: Answers) -> None:
        if rule in self._by_rule:
            code = "checklist.rule_not_named" if rule is None else "checklist.rule_twice"
            raise Rejected(code, path=self.path, rule=rule)
        self._by_rule[rule] = answers

    def _named(self, number: str | None, body: str | None) -> str | None:
        of, plain = split_id(number or "")
        of = of or (approval_number(body) if body else self._body)
        return (f"{of}/{plain}" if of else plain) if plain else None

    # TOML --------------------------------------------------------------------

    def _read_toml(self) -> None:
        import tomllib

        try:
            read = tomllib.loads(read_text(self.path, "checklist.malformed"))
        except tomllib.TOMLDecodeError as error:
            raise self._malformed(str(error)) from None
        rules = read.pop("rules", None)
        if rules is None:
            rules = [read]
        elif read:
            raise self._malformed(f"beside [[rules]]: {', '.join(read)}")
        if not isinstance(rules, list) or not rules or not all(isinstance(rule, dict) for rule in rules):
            raise self._malformed("rules: write [[rules]] for each")
        for rule in rules:
            self._add_toml(rule)

    def _add_toml(self, said: dict[str, Any]) -> None:
        keys = {heading: c.key for c in self._contents for heading in (c.key, *c.headings)}
        rule = said.pop("rule", said.pop("规则编号", None))
        if rule is not None and not isinstance(rule, str):
            raise self._malformed("rule: not a text")
        answers: Answers = {}
        for heading, value in said.items():
            key = keys.get(heading)
            if key is None:
                raise Rejected("checklist.unknown_key", key=heading, keys=[c.key for c in self._contents])
            if key in answers:
                raise self._malformed(f"{key}: twice")
            if not isinstance(value, (str, bool, int, float)):
                raise self._malformed(f"{heading}: neither a text nor true or false")
            answers[key] = answer(str(value).lower() if isinstance(value, bool) else str(value))
        self._add(self._named(rule, None), answers)

    def _malformed(self, detail: str) -> Rejected:
        return Rejected("checklist.malformed", detail=f"{self.path}: {detail}")

    # Spreadsheets ------------------------------------------------------------

    def _read_sheet(self) -> None:
        asked = {c.key: c.headings for c in self._contents}
        bad: list[str] = []
        rows = 0
        with open_table(Path(self.path)) as table:
            columns = find_columns(table.rows, {**OF_RULE, **asked}, required=(), overrides={})
            if not columns.positions.keys() & asked.keys():
                missing = ", ".join(f"{key} ({headings[0]})" for key, headings in asked.items())
                where = table.rows.where
                raise SheetRefused("import.no_heading", rows=LOOKED_AT, where=where, missing=missing)
            for row in table.rows:
                rows += 1
                bad += self._add_row(row, columns.positions, table)
        if bad:
            raise Rejected("screening.unreadable_rows", bad=bad, rows=rows, path=self.path)
        if not rows:
            raise SheetRefused("import.empty", where=self.path)

    def _add_row(self, row: Row, positions: Mapping[str, int], table: Table) -> list[str]:
        """Take one row; return what is wrong with its cells."""
        texts: dict[str, str | None] = {}
        bad = []
        for key, at in positions.items():
            try:
                texts[key] = _text(row.values[at] if at < len(row.values) else None)
                if key == "body" and texts[key]:
                    approval_number(texts[key] or "")
            except (CellRefused, Rejected) as no:
                said = message(no.code, dict(no.values))[0]
                bad.append(f"{table.address(row.number, at)} {no.code} {said}")
        if not bad:
            rule = self._named(texts.pop("number", None), texts.pop("body", None))
            self._add(rule, {key: answer(text) for key, text in texts.items()})
        return bad


def _text(value: Value) -> str | None:
    """Return a cell's text; a spreadsheet's true and false are answers too."""
    return str(value).lower() if isinstance(value, bool) else cells.read_text(value)
