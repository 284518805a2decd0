"""Check characters: what a slip of the finger cannot pass."""

from __future__ import annotations

from stdnum import ean
from stdnum.cn import uscc

_DOUBLED = "0246813579"


def check_character(digits: str) -> str:
    """ISO 7064 MOD 11-2 over ASCII digits: "0" to "9" or "X". The same scheme as the identity card's.

    Finds every single wrong digit and every swap of two digits. Raises ValueError for anything but digits.
    """
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("only digits have a check character")
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def luhn(digits: str) -> bool:
    """Whether the last digit is right (ISO/IEC 7812, bank cards)."""
    total = sum(int(digit) for digit in digits[-1::-2]) + sum(int(_DOUBLED[int(digit)]) for digit in digits[-2::-2])
    return total % 10 == 0


def valid_uscc(code: str) -> bool:
    """Whether it is a unified social credit code 统一社会信用代码: 18 places, check character of GB 32100."""
    return len(code) == 18 and code.isascii() and bool(uscc.is_valid(code))


def valid_gtin(code: str) -> bool:
    """Whether it is a GTIN-8, -12, -13 or -14 with the right check digit (GB 12904). Digits only."""
    return code.isascii() and code.isdigit() and len(code) in {8, 12, 13, 14} and bool(ean.is_valid(code))
