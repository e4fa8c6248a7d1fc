"""Spellings of strings, as JSON text."""

import json
from pathlib import Path

ASTRAL = "\U0001f980"
COMBINING = "e\u0301"
_SPELLINGS = Path(__file__).parent / "spellings"


def raw(text: str) -> str:
    """A string with no escape that JSON does not ask for."""
    return json.dumps(text, ensure_ascii=False)


def lengths(least: int, most: int | None) -> list[str]:
    """Strings whose length is a bound or next to it."""
    counts = {max(0, bound + step) for bound in (least, most) if bound is not None for step in (-1, 0, 1)}
    return [raw("x" * count) for count in sorted(counts)]


def wide_lengths(bound: int) -> list[str]:
    """Strings at a bound and above it, of characters that have more than one byte, UTF-16 unit or code point."""
    texts = [unit * count for unit in (ASTRAL, "é", "ß") for count in (bound // 2 + 1, bound, bound + 1)]
    texts += [COMBINING * (bound // 2), COMBINING * (bound // 2) + "xx"[: bound % 2 + 1]]
    escaped = ["\\ud83e\\udd80" * count for count in (bound, bound + 1)] + [
        "\\u0078" * bound,
        "\\n" * bound,
        "\\n" * (bound + 1),
    ]
    return [*map(raw, texts), *(f'"{text}"' for text in escaped)]


STRANGE = [
    *map(
        raw,
        [
            " ",
            "null",
            "true",
            "1",
            "\u007f",
            "\u0080",
            "\u00a0",
            "\u0130",
            "\u200b",
            "\u202e",
            "\u2028",
            "\u2029",
            "\ufeff",
            "\ufffd",
            "\ufffe",
            "\uffff",
            "\U0010ffff",
            ASTRAL,
            COMBINING,
            "\u1100\u1161",
            "\t",
            "\n",
            "\r\n",
            "a\u0000b",
            "\u0001",
            "\u001f",
            '"',
            "\\",
            "/",
            "</script>",
            "${a}",
            "%00",
            "' OR 1=1",
            "\u0627\u0644",
            "\u4e2d\u6587",
        ],
    ),
    r'"\/"',
    r'"\b\f\n\r\t"',
    r'"\u0000"',
    r'"\u0041"',
    r'"\u00e9"',
    r'"\u00E9"',
    r'"\ud83e\udd80"',
    r'"\uD83E\uDD80"',
    r'"\ufeff"',
]
"""Strings that any string may be."""

HALVES = [
    r'"\ud83e"',
    r'"\udd80"',
    r'"\udd80\ud83e"',
    r'"\ud83e\ud83e"',
    r'"\ud83ex"',
    r'"a\ud83e"',
    r'"\ud83e\u0041"',
    r'"\ud83e\n"',
]
"""Strings with half a surrogate pair."""

FEW = [raw(" "), raw("\u0000"), raw(ASTRAL), r'"\u0041"', HALVES[0]]
"""Enough for a place like many others."""

NOT_JSON = [
    '"a\tb"',
    '"a\nb"',
    '"a\x00b"',
    '"a\x1fb"',
    r'"\x41"',
    r'"\u12"',
    r'"\u12g4"',
    r'"\U0041"',
    r'"\'"',
    r'"\0"',
    r'"\a"',
    r'"\v"',
    r'"\ "',
    "'a'",
    '"a',
    'a"',
    '"\\"',
    '"a""b"',
    "a",
    "“a”",
    r'"\u{41}"',
    r'"\ud83e\u"',
    r'"\u-041"',
    r'"\u+041"',
    r'"\u 041"',
]
"""What looks like a string and is no JSON."""


def like(value: str) -> list[str]:
    """Texts that are nearly one of an enum's values, and two more ways to write it."""
    texts = [
        value.upper(),
        value.title(),
        value[:-1],
        value + "s",
        value + " ",
        " " + value,
        value + "\u0000",
        value + "\u0301",
    ]
    texts += [
        value.replace("_", "-"),
        value.replace("i", "\u0131"),
        value.replace("s", "\u017f"),
        "".join(chr(ord(char) + 0xFEE0) for char in value),
    ]
    escaped = "".join(f"\\u{ord(char):04x}" for char in value)
    return [
        *(raw(text) for text in texts if text != value),
        f'"{escaped}"',
        f'"{escaped.upper().replace("U", "u")}"',
        f"[{raw(value)}]",
    ]


FORMATTED = {
    name: [raw(json.loads(line)) for line in (_SPELLINGS / f"{name}.txt").read_text("ascii").splitlines()]
    for name in ("date-time", "uuid")
}
"""Texts that have a format, or nearly: a file for each, a text a line, as JSON."""
