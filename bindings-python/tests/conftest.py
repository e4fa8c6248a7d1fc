import threading
from pathlib import Path

import pytest
import snowgauge
from fake_collector import PATIENCE, FakeCollector


def pytest_report_header():
    return f"snowgauge {snowgauge.__version__} from {Path(snowgauge.__file__).parent}"


@pytest.fixture
def collector():
    collector = FakeCollector()
    yield collector
    collector.close()


class Listener(list):
    """A function for `on_outcome` that keeps the outcomes."""

    def __init__(self):
        self.changed = threading.Condition()

    def __call__(self, outcome):
        with self.changed:
            self.append(outcome)
            self.changed.notify_all()

    def wait(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self) >= count, PATIENCE)
        return self


@pytest.fixture
def listener():
    return Listener()


@pytest.fixture
def make_tracker(collector):
    """Makes trackers for the collector, quick ones, and shuts them down after the test."""
    made = []

    def make(**options):
        tracker = snowgauge.Tracker(**{"collector": collector.url, "app_id": "tests", "linger": 0.01, **options})
        made.append(tracker)
        return tracker

    yield make
    for tracker in made:
        tracker.shutdown(timeout=0)
