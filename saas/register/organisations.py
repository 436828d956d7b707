"""Organisation numbers: nine digits, the last of which follows from the others."""

import re

WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def tidy(number: str) -> str:
    """Only the digits, as people write them with spaces: «310 000 051»."""
    return re.sub(r"[\s.]", "", number)


def is_one(number: str) -> bool:
    """Whether nine digits are an organisation number (modulus 11)."""
    if not re.fullmatch(r"[0-9]{9}", number):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11
    return rest != 1 and int(number[8]) == (11 - rest) % 11
