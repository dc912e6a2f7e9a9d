"""Credit codes, against a library that knows the standard."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from domain.credit_code import fits

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text("0123456789", min_size=8, max_size=8), st.text(ALPHABET, min_size=9, max_size=9))
def test_a_code_with_its_check_character_fits_and_with_no_other(place: str, organisation: str) -> None:
    code = place + organisation
    check = uscc.calc_check_digit(code)
    assert [sign for sign in ALPHABET if fits(code + sign)] == [check]


@given(st.text(ALPHABET + "IOSVZ一", min_size=15, max_size=20))
def test_what_the_library_refuses_does_not_fit(code: str) -> None:
    assert fits(code) == (len(code) == 18 and uscc.is_valid(code))
