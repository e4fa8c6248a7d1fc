"""The files say what they answer, and are SQL that Snowflake takes too."""

from pathlib import Path

import duckdb
import pytest
import sqlglot
import tomllib
from report.questions import FOLDER, answer, open_store
from sqlglot import ErrorLevel, exp
from sqlglot.optimizer.qualify import qualify

PLAN = FOLDER.parent / "tracking-plan.toml"
SAMPLES = FOLDER.parent / "codegen" / "tests" / "every_kind" / "snapshots"


def statements(sql: str, dialect: str) -> list[exp.Expression]:
    return [tree for tree in sqlglot.parse(sql, dialect=dialect, error_level=ErrorLevel.RAISE) if tree]


def snowflake_columns() -> dict[str, dict[str, str]]:
    """The columns of each view that the questions can read in Snowflake."""
    views = {}
    for view in statements((FOLDER / "views" / "snowflake.sql").read_text(), "snowflake"):
        query = view.find(exp.Select)
        if query and not query.is_star:
            views[view.this.name] = {name.lower(): "VARCHAR" for name in query.named_selects}
    return views


def test_the_questions_are_those_of_the_plan_in_its_words():
    from conftest import QUESTIONS

    plan = tomllib.loads(PLAN.read_text("utf-8"))
    asked = {question for event in plan["event"] for question in event.get("questions", [])}
    assert {question.title for question in QUESTIONS} == asked
    assert len(QUESTIONS) == len(asked) == 24


def test_the_page_of_the_questions_lists_each_with_its_columns(question):
    page = (FOLDER / "README.md").read_text("utf-8")
    assert f"| [{question.title}]({question.name}.sql) | `{'`, `'.join(question.columns)}` |" in page


def test_the_head_tells_the_source_the_reading_and_each_column(question):
    document = "gkg-product-analytics.md" if question.name.startswith("gkg") else "model-gateway-snowplow.txt"
    assert question.source.startswith(f"{document}, ")
    assert question.reading
    found = answer(open_store(None), question)
    assert found.columns == list(question.columns)
    assert all(question.columns.values())


def test_snowflake_takes_it(question):
    trees = statements(question.sql, "duckdb")
    assert len(trees) == 1
    translated = trees[0].sql("snowflake", unsupported_level=ErrorLevel.RAISE)
    # As it stands, and as sqlglot would write it: both have to mean the same to Snowflake's parser.
    as_it_stands = statements(question.sql, "snowflake")
    assert len(as_it_stands) == 1
    for sql in (translated, question.sql):
        tree = qualify(statements(sql, "snowflake")[0], schema=_upper(snowflake_columns()), dialect="snowflake")
        assert [name.lower() for name in tree.named_selects] == list(question.columns)


def _upper(views: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Names as Snowflake folds them."""
    return {view.upper(): {name.upper(): kind for name, kind in columns.items()} for view, columns in views.items()}


def test_no_function_is_one_that_only_one_database_has(question):
    """sqlglot passes functions that it does not know; these are all that the questions use."""
    known = {exp.Anonymous}
    unknown = [node.name for tree in statements(question.sql, "duckdb") for node in tree.find_all(*known)]
    assert unknown == []


@pytest.mark.parametrize("folder", [FOLDER / "views", SAMPLES], ids=["plan", "every kind of field"])
def test_the_views_are_sql(folder: Path):
    duckdb.connect().execute((folder / "duckdb.sql").read_text("utf-8"))
    for name in ("duckdb", "snowflake"):
        trees = statements((folder / f"{name}.sql").read_text("utf-8"), name)
        assert len(trees) > 5
        assert all(isinstance(tree, exp.Create) for tree in trees)


def test_both_databases_have_the_same_views_and_columns():
    database = open_store(None)
    for view, columns in snowflake_columns().items():
        found = database.execute(f"SELECT * FROM {view}").description
        assert [column[0] for column in found] == list(columns)
    assert len(snowflake_columns()) > 8
