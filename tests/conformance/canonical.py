"""Numbers as the core writes them: an integer as it stands, any other as ECMAScript would, with all of its digits."""

import re

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")

_PART = re.compile(f"{STRING.pattern}|({NUMBER.pattern})")


def canonical(text: str) -> str:
    """JSON text with each of its numbers in the one form that is sent."""
    return _PART.sub(lambda part: _number(part[1]) if part[1] else part[0], text)


def is_readable(number: str) -> bool:
    """Whether Java's BigDecimal can hold a number: its exponent and its scale have 32 bits."""
    return all(-(2**31) <= part < 2**31 for part in (_exponent(number), _scale(number)))


def _exponent(number: str) -> int:
    return int(number.lower().partition("e")[2] or 0)


def _scale(number: str) -> int:
    """How many digits stand behind the point, less the exponent."""
    return len(number.lower().partition("e")[0].partition(".")[2]) - _exponent(number)


def _number(text: str) -> str:
    if text != "-0" and not set(text) & set(".eE"):
        return text
    mantissa = text.lower().partition("e")[0].removeprefix("-")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # The value is 0.digits * 10 ** point.
    point = len(digits) - _scale(text)
    digits = digits.rstrip("0")
    return "-" * (text[0] == "-") + _written(digits, point) if digits else "0"


def _written(digits: str, point: int) -> str:
    if 0 < point <= 21:
        whole, fraction = digits[:point].ljust(point, "0"), digits[point:]
        return f"{whole}.{fraction}" if fraction else whole
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    return f"{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{point - 1:+d}"
