"""The rules of the tracker protocol that no schema says, as vectors: what enrich 3.9.0 was seen to do with each.

Each row is a fact; its cases show it from both sides where it has two. The verdicts are written by hand.
"""

import base64
import json
from collections.abc import Iterable, Iterator

Json = dict | list | str | float | bool | None

EVENT = {"e": "pv", "p": "srv", "tv": "t-1"}
"""The event that every case changes. It is good."""

_SNOWPLOW = "iglu:com.snowplowanalytics.snowplow"
_EID = "5a305bf5-32fc-40d9-b0e8-66052f0f2c95"
_GOOD = {
    "schema": "iglu:com.gitlab/gkg_namespace_enabled/jsonschema/1-0-0",
    "data": {"namespace_type": "group", "enabled_by_user_id": "1"},
}
_BAD = {**_GOOD, "data": {"namespace_type": "planet", "enabled_by_user_id": "1"}}
_UNKNOWN = {"schema": "iglu:com.gitlab/nothing/jsonschema/1-0-0", "data": {}}

LIMITS = {
    "cd": 12,
    "tv": 100,
    "tna": 128,
    "duid": 128,
    "nuid": 128,
    "tnuid": 128,
    "fp": 128,
    "aid": 255,
    "uid": 255,
    "lang": 255,
    "tz": 255,
    "se_ca": 1000,
    "se_ac": 1000,
    "se_pr": 1000,
    "ua": 1000,
    "page": 2000,
    "se_la": 4096,
    "url": 10000,
    "refr": 10000,
}
"""The longest text of each field: enrich's `atomicFieldsLimits` by default. `eid` has 36, as many as a UUID has."""


# --- How a case is told --------------------------------------------------------------------------------------------


def fields(row: str, verdict: str, *changes: dict[str, str | None]) -> Iterator[dict]:
    """Cases that set fields of the event, or take them away where the value is null."""
    for change in changes:
        told = ", ".join(
            f"no {name}" if value is None else f"{name} = {_short(value)}" for name, value in change.items()
        )
        yield {"name": f"{row}: {told}", "row": row, "verdict": verdict, "fields": change}


def field(row: str, name: str, good: Iterable[str], bad: Iterable[str]) -> Iterator[dict]:
    """Cases of one field."""
    for verdict, values in (("good", good), ("bad", bad)):
        yield from fields(row, verdict, *({name: value} for value in values))


def bodies(
    row: str, verdict: str, *texts: str, content_type: str | None = "application/json", **query: str
) -> Iterator[dict]:
    """Cases of a whole request: its body as it stands, its content type, its query."""
    for text in texts:
        told = [_short(text), *([content_type or "none"] if content_type != "application/json" else []), *query]
        request = {"content_type": content_type, "query": query, "body": text}
        yield {"name": f"{row}: {', '.join(told)}", "row": row, "verdict": verdict, "request": request}


def _short(text: str) -> str:
    return json.dumps(text) if len(text) < 60 else f"{json.dumps(text[:25])}...{json.dumps(text[-25:])}, {len(text)}"


# --- What a tracker sends ------------------------------------------------------------------------------------------


def _text(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))


def _event(more: str = "", **changes: str) -> str:
    """An event as JSON text, with more members, which may be repeated or no JSON."""
    return _text(EVENT | changes)[:-1] + more + "}"


def _body(*events: str, schema: str = f"{_SNOWPLOW}/payload_data/jsonschema/1-0-4") -> str:
    return f'{{"schema":"{schema}","data":[{",".join(events)}]}}'


def _contexts(data: Json, version: str = "1-0-1") -> str:
    return _text({"schema": f"{_SNOWPLOW}/contexts/jsonschema/{version}", "data": data})


def _unstruct_event(data: Json) -> str:
    return _text({"schema": f"{_SNOWPLOW}/unstruct_event/jsonschema/1-0-0", "data": data})


def _base64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _padded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _nested(depth: int) -> str:
    return "[" * depth + "]" * depth


# --- The rows ------------------------------------------------------------------------------------------------------


def cases() -> list[dict]:
    """Every case."""
    return [*_lost(), *_only_that_event(), *_still_good(), *_too_long(), *_entities(), *_whole_requests()]


def _lost() -> Iterator[dict]:
    lost = "The whole request is lost: "
    yield from fields(f"{lost}p, tv or e missing", "lost", {"p": None}, {"tv": None}, {"e": None})
    keys = ["unknown", "EID", "ad_ac", "schema", ""]
    yield from bodies(f"{lost}an unknown key", "lost", *(_body(_event(f',"{key}":"x"')) for key in keys))
    wrong = ['"aid":null', '"vid":1', '"co":{}', '"se_va":1.5', '"aid":true', '"aid":["x"]']
    row = f"{lost}a value that is no string, or null"
    yield from bodies(
        row, "lost", *(_body(_event(f",{member}")) for member in wrong), *map(_body, ["[]", "null", '"x"'])
    )
    good = _body(_event())
    broken = ["", "e=pv", "{", good[:-1], good + "x", _body(_event(',"aid":NaN')), "\ufeff" + good, "\ufeff"]
    yield from bodies(f"{lost}no JSON, NaN, a byte-order mark", "lost", *broken)
    schema = f"{_SNOWPLOW}/payload_data/jsonschema/1-0-4"
    empty = [
        _body(),
        f'{{"schema":"{schema}"}}',
        f'{{"schema":"{schema}","data":{{}}}}',
        f'{{"schema":"{schema}","data":null}}',
    ]
    yield from bodies(f"{lost}empty data", "lost", *empty, "[]", "{}")
    row = f"{lost}payload_data other than 1-0-0 to 1-0-4"
    versions = [schema.replace("1-0-4", version) for version in ("1-0-5", "1-1-0", "2-0-0", "1-0", "1-0-*", "")]
    others = [schema.replace("payload_data", "payload"), schema.replace("com.", "org."), "payload_data"]
    yield from bodies(
        row, "lost", *(_body(_event(), schema=other) for other in versions + others), f'{{"data":[{_event()}]}}'
    )
    versions = [schema.replace("1-0-4", f"1-0-{addition}") for addition in range(5)]
    yield from bodies(row, "good", *(_body(_event(), schema=version) for version in versions))
    row = f"{lost}a content type other than application/json, without or with charset=utf-8"
    others = [
        "text/plain",
        "text/plain; charset=utf-8",
        "application/json; charset=utf-16",
        "application/json; charset=utf8",
        "application/json; charset=utf-8; x=y",
        "application/x-www-form-urlencoded",
        None,
    ]
    for content_type in others:
        yield from bodies(row, "lost", good, content_type=content_type)
    for content_type in ("application/json", "application/json; charset=utf-8"):
        yield from bodies(row, "good", good, content_type=content_type)


def _only_that_event() -> Iterator[dict]:
    bad = "Only that event is bad: "
    good_ids = [_EID, _EID.upper(), "00000000-0000-0000-0000-000000000000", "019a305b-32fc-7001-8000-66052f0f2c95"]
    bad_ids = ["{" + _EID + "}", _EID.replace("-", ""), "urn:uuid:" + _EID, _EID[:-1], _EID + "0", " " + _EID]
    for name in ("eid", "sid"):
        row = f"{bad}{name} that is no canonical hyphenated UUID (any version, upper case accepted)"
        yield from field(row, name, good_ids, [*bad_ids, _EID + "\n", _EID[:-1] + "g", "x", ""])
    platforms = ["web", "iot", "app", "mob", "pc", "cnsl", "tv", "srv", "headset"]
    yield from field(f"{bad}an unknown platform", "p", platforms, ["", "WEB", "server", "desktop", " web", "web "])
    yield from field(
        f"{bad}an unknown e", "e", ["pv", "pp", "se", "ue", "tr", "ti"], ["", "PV", "page_view", "x", " pv"]
    )
    for name in ("dtm", "stm", "ttm"):
        row = f"{bad}{name} that is no whole milliseconds within the years 0 to 9999 (a leading + is accepted)"
        good_times = ["1630238465748", "+1630238465748", "1630238465", "0", "-1", "-62167219200000", "253402300799999"]
        bad_times = [
            "-62167219200001",
            "253402300800000",
            "1630238465748.0",
            "1e3",
            "",
            "9" * 20,
            " 1",
            "1 ",
            "now",
            "0x1",
        ]
        yield from field(row, name, good_times, bad_times)
    decimals = ["1", "0", "-1.5", "+1.5", ".5", "1.", "1e3", "1E3", "1e-3", "007"]
    no_decimals = ["", "NaN", "Infinity", "1,5", "1e", ".", "0x1", "1 ", "--1", "x"]
    yield from field(f"{bad}se_va that is no decimal", "se_va", decimals, no_decimals)
    for name in ("url", "refr"):
        urls = ["https://gitlab.com/a?b=c#d", "/relative", "https://gitlab.com/a b", "https://gitlab.com/%zz"]
        urls += ["https://gitlab.com/{a}|b", "https://g\u00fc.example/\u00f6", "https://[::1]:8080/"]
        no_urls = ["https://gitlab.com:port/", "https://[::1/", "1http://gitlab.com", "://gitlab.com"]
        yield from field(f"{bad}{name} that cannot be parsed", name, urls, no_urls)
    for name, encode in (("co", str), ("cx", _base64)):
        texts = ["", "x", "{", "null", "[]", "{}", "NaN", _contexts([])[:-1]]
        yield from field(f"{bad}{name} that is empty or no JSON", name, [], map(encode, texts))


def _still_good() -> Iterator[dict]:
    good = "Still good: "
    for name in ("eid", "dtm", "aid"):
        yield from fields(f"{good}no {name}", "good", {name: None})
    structured = [{"e": "se"}, {"e": "se", "se_ca": "c"}, {"e": "se", "se_ac": "a"}]
    yield from fields(f"{good}se without category or action", "good", *structured)
    yield from fields(f"{good}ue without data", "good", {"e": "ue"})
    row = f"{good}a repeated JSON key (the last wins)"
    yield from bodies(row, "good", _body(_event(',"e":"pv"', e="x")), _body(_event(',"p":"srv"', p="x")))
    yield from bodies(row, "bad", _body(_event(',"e":"x"')))
    row = f"{good}half a surrogate pair inside JSON (stored as ?)"
    half = _contexts([_GOOD]).replace('"1"', r'"\ud83e"')
    yield from fields(row, "good", {"co": half})
    yield from bodies(row, "good", _body(_event(r',"uid":"\ud83e"')))
    row = "A tab becomes four spaces, ASCII control characters go, empty becomes null"
    yield from field(row, "uid", ["", "\t", "\u0000", "\n\r", "a\u0000b", "\u0085", "\u007f"], [])


def _too_long() -> Iterator[dict]:
    row = "A field is too long: counted in UTF-16 units, after it was cleaned"
    crab = "\U0001f980"
    for name, limit in LIMITS.items():
        start = "https://gitlab.com/" if name in ("url", "refr") else ""
        rest = limit - len(start)
        good = ["x" * rest, "x" * rest + "\u0000\n", "\t" + "x" * (rest - 4)]
        bad = ["x" * (rest + 1), "\t" + "x" * (rest - 3)]
        if limit <= 1000:
            good.append(crab * (rest // 2))
            bad.append(crab * (rest // 2 + 1))
        yield from field(row, name, (start + text for text in good), (start + text for text in bad))


def _entities() -> Iterator[dict]:
    row = "Only that event is bad: an entity that breaks its schema or has an unknown one"
    further = {**_GOOD, "schema": _GOOD["schema"].replace("1-0-0", "1-*-*")}
    strange = [
        _contexts([data])
        for data in (_BAD, _UNKNOWN, _GOOD["data"], "x", {**_GOOD, "more": 1}, {"schema": _GOOD["schema"]}, further)
    ]
    good = [_contexts([_GOOD]), _contexts([_GOOD, _GOOD])]
    yield from field(row, "co", good, [*strange, _contexts([_GOOD, _BAD]), _contexts(_GOOD)])
    yield from field(row, "cx", [*map(_base64, good), _padded(good[0])], [_base64(strange[0]), "!"])
    row = "Only that event is bad: an event that breaks its schema or has an unknown one"
    good = [_unstruct_event(_GOOD)]
    strange = [_unstruct_event(data) for data in (_BAD, _UNKNOWN, [_GOOD], _GOOD["data"], {"schema": _GOOD["schema"]})]
    for verdict, texts in (("good", good), ("bad", [*strange, _text(_GOOD), "", "{"])):
        yield from fields(row, verdict, *({"e": "ue", "ue_pr": text} for text in texts))
        yield from fields(row, verdict, *({"e": "ue", "ue_px": _base64(text)} for text in texts))
    row = "Empty entity list: contexts 1-0-0 bad, 1-0-1 good"
    versions = [_contexts([_GOOD], version) for version in ("1-0-2", "1-1-0", "2-0-0")]
    yield from field(row, "co", [_contexts([]), _contexts([_GOOD], "1-0-0")], [_contexts([], "1-0-0"), *versions])
    row = "With both co and cx, cx wins"
    right, wrong = _contexts([_GOOD]), _contexts([_BAD])
    yield from fields(row, "good", {"co": wrong, "cx": _base64(right)})
    yield from fields(row, "bad", {"co": right, "cx": _base64(wrong)}, {"co": "x", "cx": _base64(right)})


def _whole_requests() -> Iterator[dict]:
    row = "Query parameters override the fields of every event in the body"
    yield from bodies(row, "good", _body(_event(e="x")), e="pv")
    yield from bodies(row, "good", _body(_event(p="x"), _event(p="y")), p="web")
    yield from bodies(row, "bad", _body(_event()), p="x")
    yield from bodies(row, "bad", _body(_event()), eid="x")
    row = "JSON nested deeper than 50 is refused"
    yield from bodies(row, "lost", _nested(51), _body(_nested(60)))
    entity = {
        "schema": "iglu:com.gitlab/gitlab_standard/jsonschema/1-0-0",
        "data": {"environment": "x", "extra": {"a": 0}},
    }
    # Five levels are around what is nested here: the wrapper, the list, the entity, its data, `extra`.
    deep = [_contexts([entity]).replace('"a":0', f'"a":{_nested(depth)}') for depth in (45, 46)]
    yield from field(row, "co", deep[:1], deep[1:])
