"""Request counts: what was counted arrives once, whatever threads, refusals and forks do."""

import copy
import os
import random
import subprocess
import sys
import threading
from collections import Counter

import pytest
from samples import suggestion
from snowgauge import RequestCounts, check
from snowgauge.events import SuggestionRequested
from test_vectors import load

KEY = {"lang": "python", "model_engine": "vertex-ai", "model_name": "code-gecko"}
NOTHING_ODD = {"unattributed": 0, "shortened": 0, "dropped": 0}


@pytest.mark.parametrize("case", load("counts.json")["cases"], ids=lambda case: case["name"])
def test_vectors(case):
    counts = RequestCounts() if case["max_keys"] is None else RequestCounts(max_keys=case["max_keys"])
    records = {"request": counts.record_request, "error": counts.record_error, "accept": counts.record_accept}
    for step in case["steps"]:
        if "record" in step:
            records[step["record"]](**step["key"], count=step["count"])
        elif "take" in step:
            assert counts.take() == step["take"]
        else:
            counts.give_back(step["give_back"])
    assert counts.stats() == case["stats"]


def test_all_vectors_ran():
    assert len(load("counts.json")["cases"]) == load("manifest.json")["counts"]


def test_what_is_counted_can_be_taken_compared_and_printed():
    counts = RequestCounts()
    counts.record_request(**KEY, count=3)
    counts.record_request(**KEY)
    counts.record_error(**KEY)
    counts.record_accept(**KEY, count=2)
    counts.record_request()
    taken = counts.take()
    assert taken == [
        {"requests": 1, "errors": 0, "accepts": 0},
        {"requests": 4, "errors": 1, "accepts": 2, **KEY},
    ]
    assert repr(taken[0]) == "{'requests': 1, 'errors': 0, 'accepts': 0}"
    assert copy.deepcopy(taken) == taken
    assert counts.take() == []
    assert counts.stats() == NOTHING_ODD


def test_what_is_taken_goes_into_an_event():
    counts = RequestCounts()
    counts.record_request(lang="python")
    context = suggestion(request_counts=counts.take())
    assert check(SuggestionRequested(), [context]) == []
    assert context.request_counts == [{"requests": 1, "errors": 0, "accepts": 0, "lang": "python"}]


def test_what_a_refused_event_took_goes_into_the_next(make_tracker):
    tracker = make_tracker(on_invalid="report")
    counts = RequestCounts()
    counts.record_request(**KEY)
    taken = counts.take()
    assert tracker.track(SuggestionRequested(), entities=[suggestion(request_counts=taken, language="x" * 33)]) is None
    counts.record_accept(**KEY)
    counts.give_back(taken)
    assert counts.take() == [{"requests": 1, "errors": 0, "accepts": 1, **KEY}]


def test_what_cannot_be_counted_as_it_came_is_told():
    counts = RequestCounts(max_keys=1)
    counts.record_request(lang="x" * 40)
    counts.record_error(lang="y", count=2)
    counts.record_accept(lang="x" * 32, count=2**31)
    assert counts.take() == [
        {"requests": 0, "errors": 2, "accepts": 0},
        {"requests": 1, "errors": 0, "accepts": 2**31 - 1, "lang": "x" * 32},
    ]
    assert counts.stats() == {"unattributed": 2, "shortened": 1, "dropped": 1}


def test_a_count_beyond_all_bounds_is_counted_as_far_as_the_schema_allows():
    """A client's number is no reason to fail its request."""
    counts = RequestCounts(max_keys=10**30)
    counts.record_accept(lang="python", count=10**30)
    assert counts.take() == [{"requests": 0, "errors": 0, "accepts": 2**31 - 1, "lang": "python"}]
    assert counts.stats()["dropped"] == 2**64 - 2**31


def test_half_a_surrogate_pair_is_counted():
    """A client's text is no reason to fail its request."""
    counts = RequestCounts()
    counts.record_request(lang="\ud83e")
    taken = counts.take()
    assert taken[0]["requests"] == 1
    assert check(SuggestionRequested(), [suggestion(request_counts=taken)]) == []


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["python"], "rows[0]: expected a dict, as `take` gives"),
        ([{"requests": 1, "errors": 0}], 'rows[0]["accepts"]: expected an integer of at least 0, as `take` gives'),
        (
            [{"requests": 1, "errors": 0, "accepts": 0}, {"requests": -1, "errors": 0, "accepts": 0}],
            'rows[1]["requests"]: expected an integer of at least 0, as `take` gives',
        ),
        (
            [{"requests": 1, "errors": 0, "accepts": 0, "lang": 3}],
            'rows[0]["lang"]: expected a str or None, as `take` gives',
        ),
    ],
)
def test_wrong_rows_are_refused_as_a_whole(rows, message):
    counts = RequestCounts()
    with pytest.raises(TypeError) as raised:
        counts.give_back(rows)
    assert str(raised.value) == message
    assert counts.take() == []


def test_wrong_arguments_are_refused():
    counts = RequestCounts()
    for wrong in (-1, -(10**30)):
        with pytest.raises(ValueError, match="max_keys: expected an integer of at least 0, found a negative one"):
            RequestCounts(max_keys=wrong)
        with pytest.raises(ValueError, match="count: expected an integer of at least 0, found a negative one"):
            counts.record_request(count=wrong)
    for wrong in (True, 1.5, "1"):
        with pytest.raises(TypeError, match="max_keys: expected an int, found"):
            RequestCounts(max_keys=wrong)
        with pytest.raises(TypeError, match="count: expected an int, found"):
            counts.record_request(count=wrong)
    with pytest.raises(TypeError):
        counts.record_request(lang=3)
    with pytest.raises(TypeError):
        counts.record_request("python")
    assert counts.take() == []


def totals(rows):
    sums = Counter()
    for row in rows:
        for what in ("requests", "errors", "accepts"):
            sums[row.get("lang"), what] += row[what]
    return +sums


@pytest.mark.parametrize("seed", range(4))
def test_threads_lose_and_double_nothing(seed):
    counts = RequestCounts()
    recorded, tracked = [], []

    def work(number):
        chance = random.Random(f"{seed} {number}")
        record = {
            "requests": counts.record_request,
            "errors": counts.record_error,
            "accepts": counts.record_accept,
        }
        for _ in range(1_000):
            step = chance.random()
            if step < 0.1:
                tracked.extend(counts.take())
            elif step < 0.3:
                counts.give_back(counts.take())
            else:
                lang, what, count = chance.choice("abc"), chance.choice(list(record)), chance.randrange(4)
                record[what](lang=lang, count=count)
                recorded.append({"lang": lang, "requests": 0, "errors": 0, "accepts": 0, what: count})

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tracked.extend(counts.take())
    assert totals(tracked) == totals(recorded)
    assert counts.stats() == NOTHING_ODD


FORK = """
import os
from snowgauge import RequestCounts

counts = RequestCounts(max_keys=1)
counts.record_request(lang="parent")
child = os.fork()
if child == 0:
    counts.record_request(lang="child")
    counts.record_request(lang="other")
    print("child", counts.take(), counts.stats()["unattributed"], flush=True)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print("parent", counts.take())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_counts_for_itself():
    ended = subprocess.run([sys.executable, "-W", "error", "-c", FORK], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        "child [{'requests': 1, 'errors': 0, 'accepts': 0}, "
        "{'requests': 1, 'errors': 0, 'accepts': 0, 'lang': 'child'}] 1",
        "parent [{'requests': 1, 'errors': 0, 'accepts': 0, 'lang': 'parent'}]",
    ]
