"""The unified social credit code (统一社会信用代码, GB 32100-2015)."""

from operator import getitem

LENGTH = 18
_VALUES = {sign: value for value, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_WEIGHTS = (*(pow(3, place, 31) for place in range(LENGTH - 1)), 1)
_WEIGHED = [{sign: value * weight for sign, value in _VALUES.items()} for weight in _WEIGHTS]


def fits(code: str) -> bool:
    """Tell whether a code has 18 characters of its alphabet, eight digits first, the right one last."""
    try:
        total = sum(map(getitem, _WEIGHED, code))
    except KeyError:
        return False
    return len(code) == LENGTH and code[:8].isdecimal() and total % 31 == 0
