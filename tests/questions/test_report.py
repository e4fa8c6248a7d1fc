"""The page tells the answers, and nothing that an event says becomes more than text on it."""

import os
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser

import pytest
from conftest import QUESTIONS
from encoded import send_encoded
from history import HOSTILE, edge_cases, generate
from report import formats, gateway, graph
from report.charts import bars, days
from report.page import build, render
from report.runtimes import Refusal, Runtime
from stores import store_encoded

# What a page without scripts, forms, frames or anything from elsewhere is made of.
TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "style",
        "body",
        "header",
        "main",
        "footer",
        "section",
        "article",
        "nav",
    ),
    *("h1", "h2", "h3", "h4", "p", "b", "i", "a", "span", "ul", "li", "dl", "dt", "dd", "div", "details", "summary"),
    *("pre", "table", "thead", "tbody", "tr", "th", "td", "code", "svg", "g", "text", "rect", "line", "path", "circle"),
}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "http-equiv", "rel", "href", "id", "class", "title", "aria-label", "role"),
    *("scope", "open", "viewbox", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "cx", "cy", "r", "d"),
}
RUNTIMES = [
    Runtime(
        text,
        3,
        2,
        1,
        0.5,
        {"accepted": 3, "delivered": 2, "expired": 1, text: 7},
        [Refusal(text, text, 2)],
        Counter({text: 2}),
    )
    for text in HOSTILE
]


class Page(HTMLParser):
    """What a parser makes of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[tuple[str, str | None]] = set()
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes |= set(attrs)

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> str:
    """The page of a history whose edge cases hold markup, with runtimes whose every field does."""
    file = tmp_path_factory.mktemp("hostile") / "events.ndjson"
    return render(build(store_encoded(file, generate(1) + edge_cases(1), send_encoded).file, RUNTIMES))


def test_each_question_has_a_finding_and_a_card(hostile):
    assert set(graph.FINDINGS | gateway.FINDINGS) == {question.name for question in QUESTIONS}
    page = Page(hostile)
    assert page.tags["article"] == len(QUESTIONS)
    for question in QUESTIONS:
        assert f"{question.title}." in page.text
        assert all(meaning in page.text for meaning in question.columns.values())


def test_markup_in_every_field_stays_text(hostile):
    page = Page(hostile)
    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    for text in HOSTILE:
        assert " ".join(text.split()) in page.text


def test_it_asks_nobody_for_anything(hostile):
    page = Page(hostile)
    links = {value for name, value in page.attributes if name in ("href", "src", "action")}
    assert links and all(value == "data:," or value.startswith("#") for value in links)
    assert not re.search(r"url\(|@import", hostile)
    assert "default-src 'none'" in hostile


def test_a_browser_makes_the_same_of_it(hostile, tmp_path):
    """The parser that decides: no element, no attribute and no request more than ours."""
    file = tmp_path / "report.html"
    file.write_text(hostile, "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
    dumped = subprocess.run([browser, *flags, file.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    seen, ours = Page(dumped.stdout), Page(hostile)
    assert set(seen.tags) == set(ours.tags)
    assert seen.tags["article"] == ours.tags["article"]
    assert {name for name, _ in seen.attributes} == {name for name, _ in ours.attributes}


def test_a_correlation_can_be_left_out(tracked):
    event = tracked.history[0]
    report = build(tracked.file, [], event.entities["knowledge_graph_context"]["correlation_id"])
    assert report.extent.left_out >= 1
    assert report.extent.events == len(tracked.history) - 1
    assert "are left out" in " ".join(render(report).split())


@pytest.mark.parametrize("is_there", [True, False])
def test_a_store_without_events_is_a_page_too(is_there, tmp_path):
    empty = tmp_path / "events.ndjson"
    empty.touch()
    page = Page(render(build(empty if is_there else None, [])))
    assert page.tags["article"] == 0
    assert "0 of 24" in page.text
    assert all(question.title in page.text for question in QUESTIONS)


def test_a_tracked_history_fills_every_chart(tracked):
    report = build(tracked.file, [])
    assert [card.finding.title for card in report.cards if card.finding.chart is None] == []
    assert report.extent.events == len(tracked.history)
    assert report.extent.repeated == tracked.lines - len(tracked.history) > 0


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        (formats.count, 1234567, "1,234,567"),
        (formats.count, None, "–"),
        (formats.percent, 0.1234, "12.3 %"),
        (formats.size, 999, "999 B"),
        (formats.size, 1_500_000, "1.5 MB"),
        (formats.size, 2**80, "1208.9 ZB"),
        (formats.duration, 59.4, "59 s"),
        (formats.duration, 3599, "1 h"),
        (formats.duration, 7200, "2 h"),
        (formats.duration, 864_000, "10.0 days"),
        (formats.duration, -0.1, "0 s"),
        (formats.cell, None, "–"),
        (formats.cell, True, "yes"),
        (formats.cell, 12345, "12,345"),
        (formats.cell, 0.25, "0.2500"),
        (formats.cell, 1234.56, "1,234.6"),
    ],
)
def test_numbers_are_written_for_readers(form, value, shown):
    assert form(value) == shown


def test_bars_are_as_long_as_their_values():
    chart = bars(["a", "b", None], [10, 5, None])
    lengths = [[round(part[1] / chart.bars[0].parts[0][1], 3) for part in bar.parts] for bar in chart.bars]
    assert lengths == [[1.0], [0.5], [0.0]]
    assert [bar.full_label for bar in chart.bars] == ["a", "b", "not told"]
    assert bars([], []) is None
    assert bars([str(number) for number in range(25)], list(range(25))).left_out == 15


def test_a_day_without_a_value_interrupts_the_line():
    from datetime import date

    dates = [date(2026, 3, day) for day in (1, 2, 3, 5)]
    chart = days(dates, {"share": [0.5, None, 0.25, 1.0]})
    (line,) = chart.lines
    assert [command[0] for command in line.path.split() if command[0] in "ML"] == ["M", "M", "L"]
    assert len(line.points) == 3
    # The fifth of March is twice as far from the third as the second is from the first.
    assert line.points[2][0] - line.points[1][0] == pytest.approx(line.points[1][0] - line.points[0][0])
    assert days([], {"share": []}) is None
