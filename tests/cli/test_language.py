"""Chinese and English: nothing is left untranslated, nothing stale, nothing too wide."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result
from wcwidth import wcswidth

import cli
from cli import language, messages
from cli.command import LazyGroup
from cli.main import main
from cli.sheets import problems

SOURCE = Path(cli.__file__).parent
CATALOGUE = SOURCE / "locale" / "zh" / "LC_MESSAGES" / "certledger.po"
CHINESE = re.compile("[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)s")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
ENGLISH_SENTENCE = re.compile(r"[A-Za-z]+(?: [a-z]+){2,}")
FIELD_TERMS = (
    *("国认监〔2024〕3号", "认秘函〔2024〕31号", "碳减排/清除", "碳披露", "碳中和"),
    *("产品", "管理体系", "服务认证", "注销", "撤销"),
)
"""Chinese that English help quotes because the field has no other name for it."""

CLICK_FILES_NEVER_SHOWN = {"_termui_impl.py", "_winconsole.py", "shell_completion.py", "utils.py"}
CLICK_NAMES = {"required"}
"""What click translates without a literal."""

Text = tuple[str, ...]
"""One msgid, or a singular and a plural."""


# Collecting ------------------------------------------------------------------


def texts_marked_in(path: Path) -> Iterator[Text]:
    """Yield the literals given to `_` and `ngettext` in a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            count = {"_": 1, "gettext": 1, "ngettext": 2}.get(node.func.id, 0)
            given = [a.value for a in node.args[:count] if isinstance(a, ast.Constant)]
            if given:
                yield tuple(str(text) for text in given)


def texts_by_code() -> Iterator[Text]:
    """Yield what is kept in tables under a stable code."""
    for pair in (*messages.MESSAGES.values(), *problems.MESSAGES.values()):
        yield from ((text,) for text in pair if text)
    yield from ((text,) for text in messages.REMARKS.values())


def commands(
    command: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command and group with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*path, name))


def texts_of_help() -> Iterator[Text]:
    """Yield the English help of every command and option."""
    for _path, command in commands():
        owners: list[object] = [command, *(p for p in command.params if isinstance(p, click.Option))]
        for owner in owners:
            for attribute in ("help", "short_help", "epilog"):
                if text := getattr(owner, f"_english_{attribute}", None):
                    yield (text,)
        if isinstance(command, LazyGroup):
            yield from ((short,) for _module, _attribute, short in command.lazy.values())


def own_texts() -> set[Text]:
    """Return all that certledger itself can say."""
    marked = {text for path in SOURCE.rglob("*.py") for text in texts_marked_in(path)}
    return marked | set(texts_by_code()) | set(texts_of_help())


def click_texts() -> set[Text]:
    """Return what click can say."""
    files = Path(click.__file__).parent.glob("*.py")
    shown = [path for path in files if path.name not in CLICK_FILES_NEVER_SHOWN]
    return {text for path in shown for text in texts_marked_in(path)} | {(name,) for name in CLICK_NAMES}


def catalogue() -> dict[Text, str]:
    """Return the Chinese catalogue: msgid, or singular and plural, to Chinese."""
    with CATALOGUE.open("rb") as file:
        return contents(read_po(file))


def contents(read: Catalog) -> dict[Text, str]:
    """Return what a catalogue says, without its header."""
    return {as_tuple(m.id): as_tuple(m.string)[0] for m in read if m.id and not m.fuzzy}


def as_tuple(texts: str | list[str] | tuple[str, ...] | None) -> Text:
    """Return one text or several as a tuple."""
    return (texts or "",) if texts is None or isinstance(texts, str) else tuple(texts)


# Running ---------------------------------------------------------------------


def run(*arguments: str) -> Result:
    """Run a command line on a terminal of 80 columns."""
    for _path, command in commands():
        command._help_option = None  # click keeps the first language it was asked in
    environment = {"LANGUAGE": "en", "CERTLEDGER_LANG": ""}
    # On a terminal of 80 columns click writes 78; its test runner would let it write 80.
    return CliRunner().invoke(main, list(arguments), env=environment, terminal_width=78)


PATHS = [path for path, _command in commands()]
every_command = pytest.mark.parametrize("path", PATHS, ids=[" ".join(path) or "certledger" for path in PATHS])


# The catalogue ---------------------------------------------------------------


def test_every_text_has_a_chinese_translation() -> None:
    known = catalogue()
    assert sorted(text for text in own_texts() | click_texts() if not known.get(text)) == []


def test_the_catalogue_has_nothing_that_is_no_longer_said() -> None:
    assert sorted(set(catalogue()) - own_texts() - click_texts()) == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    differing = [
        english
        for english, chinese in catalogue().items()
        if set(PLACEHOLDER.findall(english[-1])) != set(PLACEHOLDER.findall(chinese))
    ]
    assert differing == []


def test_option_names_are_the_same_in_both_languages() -> None:
    differing = [
        english
        for english, chinese in catalogue().items()
        if set(OPTION.findall(english[-1])) != set(OPTION.findall(chinese))
    ]
    assert differing == []


def test_chinese_sentences_have_chinese_punctuation() -> None:
    wrong = [c for c in catalogue().values() if re.search("[\u4e00-\u9fff][,;:?!.](?![\\w-])", c)]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = contents(read_mo(file))
    assert compiled == catalogue(), "compile it: pip install -e . runs cli/locale/build.py"


# What is shown ---------------------------------------------------------------


@every_command
def test_chinese_help_is_chinese(path: tuple[str, ...]) -> None:
    shown = run("--lang", "zh", *path, "--help")
    assert shown.exit_code == 0
    usage, _, rest = shown.output.partition("\n")
    assert usage.startswith("用法")
    assert ENGLISH_SENTENCE.findall(rest) == []


@every_command
def test_every_description_in_chinese_help_is_chinese(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = dict(commands())[path]
    command._help_option = None  # as in run()
    monkeypatch.setenv("LANGUAGE", "en")  # restored afterwards, whatever is set from here on
    language.use("zh")
    context = click.Context(command)
    options = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context)) is not None]
    assert records
    assert [names for names, described in records if not CHINESE.search(described)] == []


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@every_command
def test_no_line_of_help_is_wider_than_the_terminal(path: tuple[str, ...], spoken: str) -> None:
    lines = run("--lang", spoken, *path, "--help").output.splitlines()
    assert [line for line in lines if wcswidth(line) > 80] == []


@every_command
def test_english_help_has_no_chinese_but_the_terms_of_the_field(path: tuple[str, ...]) -> None:
    shown = run("--lang", "en", *path, "--help").output
    for term in FIELD_TERMS:
        shown = shown.replace(term, "")
    assert CHINESE.findall(shown) == []


# What programs read ----------------------------------------------------------

READS = (
    ("info",),
    ("log",),
    ("list", "notices"),
    ("list", "rules"),
    ("show", "CNCA-R-2099-001/R-1"),
    ("count", "rules", "--by", "status"),
    ("report", "compliance", "--notice", "cnca-2024-31", "--by", "ground", "--detail"),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a ledger with a body, a rule, a notice and a flag."""
    path = str(tmp_path_factory.mktemp("language") / "ledger.sqlite")
    rule = "CNCA-R-2099-001/R-1"
    filing = ("--name", "碳核查规则", "--category", "reduction", "--scheme", "service", "--on", "2024-01-05")
    for words in (
        ("init",),
        ("body", "register", "CNCA-R-2099-001", "--name", "样例", "--on", "2020-01-01"),
        ("notice", "issue", "--preset", "cnca-2024-31"),
        ("rule", "file", rule, *filing),
        ("rule", "flag", rule, "--ground", "out_of_scope", "--notice", "cnca-2024-31", "--on", "2024-07-03"),
    ):
        done = run("--ledger", path, *words)
        assert done.exit_code == 0, done.output
    return path


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_what_programs_read_is_the_same_in_both_languages(
    ledger: str, words: tuple[str, ...], form: str
) -> None:
    chinese, english = (
        run("--ledger", ledger, "--lang", spoken, *words, "--format", form) for spoken in language.LANGUAGES
    )
    assert chinese.exit_code == english.exit_code == 0
    assert chinese.stdout_bytes == english.stdout_bytes != b""


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_what_people_read_follows_the_language(ledger: str, words: tuple[str, ...]) -> None:
    chinese, english = (
        run("--ledger", ledger, "--lang", spoken, *words).stdout for spoken in language.LANGUAGES
    )
    assert chinese != english
    assert ENGLISH_SENTENCE.findall(chinese) == []


def test_an_error_has_the_same_code_and_keys_in_both_languages(ledger: str) -> None:
    chinese, english = (
        json.loads(run("--ledger", ledger, "--lang", spoken, "show", "R-9", "--format", "json").stderr)[
            "error"
        ]
        for spoken in language.LANGUAGES
    )
    assert list(chinese) == list(english) == ["code", "message", "hint"]
    assert chinese["code"] == english["code"]
    assert CHINESE.search(chinese["message"])
    assert not CHINESE.search(english["message"])
