"""The SQL's answers are the true ones."""

from dataclasses import replace

import pytest
from answers import ANSWERS, true_answer
from encoded import send_encoded
from history import HOSTILE, edge_cases, generate
from report.questions import answer, open_store
from stores import first_difference, same_rows, store_encoded


def assert_true(stored, question):
    found = answer(stored.database(), question).rows
    expected = true_answer(question.name, stored.history)
    assert expected, "a question that nothing answers proves nothing"
    assert same_rows(found, expected), first_difference(found, expected)


def test_an_encoded_history_is_answered(encoded, question):
    assert_true(encoded, question)


def test_a_tracked_history_is_answered(tracked, question):
    assert_true(tracked, question)


@pytest.mark.parametrize("framing", ["internal_events", "self_describing"])
def test_both_framings_are_answered_alike(framing, tmp_path):
    history = [replace(event, framing=framing) for event in generate(1)]
    stored = store_encoded(tmp_path / "events.ndjson", history, send_encoded)
    for name in ANSWERS:
        question = next(it for it in _questions() if it.name == name)
        assert_true(stored, question)


def _questions():
    from conftest import QUESTIONS

    return QUESTIONS


def test_there_is_an_answer_of_its_own_to_each_question():
    assert {question.name for question in _questions()} == set(ANSWERS)
    assert len(ANSWERS) == 16 + 8


def test_an_empty_store_has_no_rows_and_the_right_columns(question, tmp_path):
    empty = tmp_path / "events.ndjson"
    empty.touch()
    for file in (empty, None):
        found = answer(open_store(file), question)
        assert (found.columns, found.rows) == (list(question.columns), [])


def test_repetitions_came_through(encoded, tracked):
    """What the answers are to leave out has to be there."""
    sent = sum(1 + event.repeats + bool(event.altered) for event in encoded.history)
    assert encoded.lines == sent > len(encoded.history)
    assert tracked.lines > len(tracked.history), "no answer was lost"
    ids = "SELECT COUNT(DISTINCT event_id), COUNT(*) FROM events"
    assert encoded.database().execute(ids).fetchone() == (len(encoded.history), sent)
    assert tracked.database().execute(ids).fetchone() == (len(tracked.history), tracked.lines)


def test_the_history_has_every_case_that_an_answer_may_be_wrong_about():
    history = generate(1) + edge_cases(1)
    assert {event.framing for event in history} == {"internal_events", "self_describing"}
    assert {event.user_type for event in history} == {"human", "bot", "service_account", None}
    assert any(event.is_late for event in history) and any(not event.tells_when for event in history)
    assert any(event.repeats for event in history) and any(event.altered for event in history)
    assert len({event.name for event in history}) == 6
    agents = {event.agent_name for event in history}
    assert agents.issuperset(HOSTILE)
    statuses = {event.result_status for event in history if event.name == "gkg_query_executed"}
    assert statuses == {"success", "empty", "error"}
