"""What is imported with the detours spared is what would be imported with them."""

import dataclasses
import inspect

import pytest

from ledger import importing


def test_the_signature_that_is_known_is_the_one_that_inspect_works_out() -> None:
    assert inspect.signature(object.__init__) == importing.OF_OBJECT


def test_other_signatures_are_worked_out() -> None:
    def asked(one: int, *, two: str = "") -> None: ...

    plain = inspect.signature(asked)
    with importing.shortened():
        assert inspect.signature(asked) == plain
        assert inspect.signature(asked, eval_str=True) == inspect.signature(asked)
        assert inspect.signature(object.__init__) == importing.OF_OBJECT


def test_a_data_class_made_meanwhile_is_like_any_other() -> None:
    with importing.shortened():
        one, other = (
            dataclasses.make_dataclass(name, ["number", ("text", str, "")], frozen=True)
            for name in ("One", "Other")
        )
    assert repr(one(1)) == "One(number=1, text='')"
    assert repr(other(2, "x")) == "Other(number=2, text='x')"
    assert one(1) == one(1) != other(1)
    assert hash(one(1)) == hash(one(1))
    with pytest.raises(dataclasses.FrozenInstanceError):
        one(1).number = 2


def test_afterwards_python_is_as_it_was_even_where_the_import_failed() -> None:
    before = inspect.signature
    with pytest.raises(ImportError), importing.shortened():
        raise ImportError
    assert inspect.signature is before
    assert "exec" not in vars(dataclasses)
