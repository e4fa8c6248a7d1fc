"""`make explore` shows right events and wrong ones, and ends when it is told to."""

import json
import re
import signal
import socket
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


def test_a_port_that_is_taken_is_told_in_two_lines():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [*PROGRAM[:-1], str(taken.getsockname()[1])]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    why, what_to_do = ended.stderr.splitlines()
    assert "Address already in use" in why
    assert what_to_do == "explore.py: no collector; another port may be free: make explore PORT=0"


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
