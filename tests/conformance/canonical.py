"""Numbers as the core writes them: an integer as it stands, any other as ECMAScript would, with all of its digits."""

import re

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")

_PART = re.compile(f"{STRING.pattern}|({NUMBER.pattern})")


def canonical(text: str) -> str:
    """JSON text with each of its numbers in the one form that is sent."""
    return _PART.sub(lambda part: _number(part[1]) if part[1] else part[0], text)


def scale(number: str) -> int:
    """The scale of Java's BigDecimal: how many digits stand behind the point, less the exponent."""
    mantissa, _, exponent = number.lower().partition("e")
    return len(mantissa.partition(".")[2]) - int(exponent or 0)


def _number(text: str) -> str:
    if text != "-0" and not set(text) & set(".eE"):
        return text
    mantissa = text.lower().partition("e")[0].removeprefix("-")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # The value is 0.digits * 10 ** point.
    point = len(digits) - scale(text)
    digits = digits.rstrip("0")
    return "-" * (text[0] == "-") + _written(digits, point) if digits else "0"


def _written(digits: str, point: int) -> str:
    if 0 < point <= 21:
        whole, fraction = digits[:point].ljust(point, "0"), digits[point:]
        return f"{whole}.{fraction}" if fraction else whole
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    return f"{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{point - 1:+d}"
