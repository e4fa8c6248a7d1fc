"""`make explore` shows right events and wrong ones, and ends when it is told to."""

import json
import re
import signal
import subprocess
import sys
import urllib.request

import pytest
from conftest import ROOT

PROGRAM = [sys.executable, str(ROOT / "scripts" / "explore.py"), "--port", "0"]
_URL = re.compile(r"the page: (http://127\.0\.0\.1:\d+)/ ")


def test_a_feed_has_right_events_and_wrong_ones():
    options = ["--events", "60", "--pause", "0"]
    ended = subprocess.run([*PROGRAM, *options], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.splitlines()[-1] == "50 good and 6 bad events arrived, 4 were refused"


def test_an_interrupt_delivers_what_is_left_and_ends_all():
    program = subprocess.Popen([*PROGRAM, "--pause", "0.01"], stdout=subprocess.PIPE, text=True)
    with program:
        found = _URL.match(program.stdout.readline())
        url = found[1]
        seen = 0
        while seen < 20:
            with urllib.request.urlopen(f"{url}/micro/all", timeout=10) as answer:
                seen = json.load(answer)["total"]
        program.send_signal(signal.SIGINT)
        rest, _ = program.communicate(timeout=30)
    good, bad = map(int, re.findall(r"(\d+) (?:good|bad)", rest))
    assert program.returncode == 0
    assert good + bad >= seen
    with pytest.raises(OSError):
        urllib.request.urlopen(f"{url}/health", timeout=10)
