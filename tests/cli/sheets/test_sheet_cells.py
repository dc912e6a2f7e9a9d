"""Cells read as text and as days."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.sheets.cells import read_day, read_text
from cli.sheets.problems import MESSAGES, CellRefused
from cli.sheets.table import FORMULA_WITHOUT_VALUE, BadCell, Value
from domain.day import parse


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        (" \u3000\t\n", None),
        ("\ufeff 某 公司\u200b \u3000", "某 公司"),
        ("e\u0301", "\u00e9"),
        ("=1+1", "=1+1"),
        ("-A", "-A"),
        ("@a", "@a"),
        ("+86", "+86"),
        ("００１", "００１"),
        (123.0, "123"),
        (123, "123"),
        (-4.0, "-4"),
        (0.3, "0.3"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (123456789012345.0, "123456789012345"),
        (date(2024, 7, 5), "2024-07-05"),
        (datetime(2024, 7, 5, 13, 5), "2024-07-05T13:05:00"),
    ],
)
def test_a_cell_reads_as_text(value: Value, text: str | None) -> None:
    assert read_text(value) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1234567890123456.0, "import.number_precision"),
        (123456789012345678, "import.number_precision"),
        (-1e300, "import.number_precision"),
        (float("nan"), "import.cell_error"),
        (float("inf"), "import.cell_error"),
        (True, "import.not_text"),
        (time(13, 5), "import.not_text"),
        (timedelta(hours=30), "import.not_text"),
        (FORMULA_WITHOUT_VALUE, "import.formula_without_value"),
        (BadCell("import.cell_error", {"error": "#N/A"}), "import.cell_error"),
    ],
)
def test_a_cell_that_is_no_text_is_refused(value: Value, code: str) -> None:
    with pytest.raises(CellRefused) as caught:
        read_text(value)
    assert caught.value.code == code
    assert str(caught.value)
    assert MESSAGES[code][1].format(**caught.value.values)


@pytest.mark.parametrize(
    "value",
    [
        "2024-07-05",
        "2024-7-5",
        "2024/7/5",
        "2024.7.5",
        "20240705",
        20240705,
        20240705.0,
        "2024年7月5日",
        "2024 年 07 月 05 日",
        " ２０２４－０７－０５　",
        "２０２４年７月５日",
        date(2024, 7, 5),
        datetime(2024, 7, 5),
        datetime(2024, 7, 5, 23, 59, 59, 999_999),
    ],
)
def test_a_cell_reads_as_a_day(value: Value) -> None:
    assert read_day(value) == "2024-07-05"


@pytest.mark.parametrize("value", [None, "", " \u3000"])
def test_a_blank_cell_is_no_day(value: Value) -> None:
    assert read_day(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "2024-02-30",
        "2023-02-29",
        "2024-13-01",
        "2024-00-10",
        "1948-12-31",
        "2201-01-01",
        "24-07-05",
        "24年7月5日",
        "2024-07",
        "2024年7月",
        "2024-7/5",
        "2024705",
        "202400705",
        "2024-07-05 10:00",
        "2024-07-05T00:00:00Z",
        "2024-07-05\n2024-07-06",
        "-2024-07-05",
        "05/07/2024",
        "长期",
        "٢٠٢٤-٠٧-٠٥",
        "45478",
        45478,
        45478.0,
        45478.5,
        20240705.5,
        20240230,
        -20240705,
        float("nan"),
        1e300,
        True,
        time(0, 0),
        timedelta(days=1),
        date(1900, 2, 28),
        date(9999, 12, 31),
    ],
)
def test_a_cell_that_is_no_day_is_refused(value: Value) -> None:
    with pytest.raises(CellRefused) as caught:
        read_day(value)
    assert caught.value.code == "import.day"
    assert str(caught.value)


def test_a_faulty_cell_is_refused_as_a_day_for_its_own_fault() -> None:
    with pytest.raises(CellRefused) as caught:
        read_day(FORMULA_WITHOUT_VALUE)
    assert caught.value.code == "import.formula_without_value"


@given(st.dates(date(1949, 1, 1), date(2200, 12, 31)), st.sampled_from("-/.年x"))
def test_every_day_is_read_in_every_form(day: date, form: str) -> None:
    text = {
        "年": f"{day.year}年{day.month}月{day.day}日",
        "x": day.strftime("%Y%m%d"),
    }.get(form, f"{day.year}{form}{day.month}{form}{day.day}")
    assert parse(text) == day.isoformat()


@given(st.text(max_size=12))
def test_nonsense_is_a_value_error_and_nothing_else(text: str) -> None:
    try:
        day = parse(text)
    except ValueError:
        return
    assert date.fromisoformat(day)
