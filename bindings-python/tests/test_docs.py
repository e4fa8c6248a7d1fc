"""The examples in the documentation run, and everything public is documented."""

import contextlib
import doctest
import importlib.metadata
import inspect
import io
import re

import pytest
import snowgauge
from snowgauge import _errors, _kinds, _snowgauge, _tracker, entities, events, testing

MODULES = [snowgauge, _errors, _kinds, _snowgauge, _tracker, entities, events, testing]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples(module):
    # Classes say that they come from `snowgauge`; doctest would look for them only there.
    finder = doctest.DocTestFinder()
    finder._from_module = lambda module, item: True
    tests = [test for test in finder.find(module) if test.examples]
    assert tests
    for test in tests:
        result = doctest.DocTestRunner().run(test)
        assert result.attempted > 0
        assert result.failed == 0, test.name


def test_the_readme(tmp_path, monkeypatch, collector):
    monkeypatch.chdir(tmp_path)
    text = importlib.metadata.metadata("snowgauge").get_payload()
    # A collector that answers: without one, each tracker would wait for it to the end of its shutdown.
    text = re.sub(r'"https?://(127\.0\.0\.1:9090|snowplow\.example)"', f'"{collector.url}"', text)
    blocks = re.findall(r"^```(python|text)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert [kind for kind, _ in blocks] == [
        "python",
        "python",
        "python",
        "python",
        "text",
        "python",
        "python",
        "python",
        "python",
    ]
    namespace = {}
    printed = ""
    for kind, block in blocks:
        if kind == "text":
            assert printed == block
            continue
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(block, "README.md", "exec"), namespace)
        printed = output.getvalue()
    assert len(collector.event_ids) == 8


def public():
    for name in snowgauge.__all__:
        item = getattr(snowgauge, name)
        if not name.startswith("__"):
            yield name, item
        if inspect.isclass(item):
            yield from ((f"{name}.{key}", value) for key, value in inspect.getmembers(item) if not key.startswith("_"))


@pytest.mark.parametrize(("name", "item"), list(public()))
def test_public_items_are_documented(name, item):
    if name.endswith((".args", ".add_note", ".with_traceback")):
        return  # an exception's own, from Python
    if isinstance(item, str | int):
        return
    assert inspect.getdoc(item), name


def test_all_names_exist():
    assert sorted(snowgauge.__all__) == sorted(set(snowgauge.__all__))
    assert all(hasattr(snowgauge, name) for name in snowgauge.__all__)


def test_the_version_is_the_distributions():
    assert snowgauge.__version__ == importlib.metadata.version("snowgauge")
    # Nothing but what is asked for.
    assert importlib.metadata.requires("snowgauge") == ["snowgauge-cli ; extra == 'cli'"]
