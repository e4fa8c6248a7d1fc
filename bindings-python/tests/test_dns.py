"""A name server that never answers: the host does not notice.

It takes namespaces of its own, in which the only name server is a socket that never answers: `getaddrinfo` then waits
as long as `resolv.conf` says, two and a half minutes.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent

APART = (
    ["unshare", "--user", "--map-root-user", "--mount", "--net", "--"],
    # For root where users have no namespaces, such as in a chroot.
    ["unshare", "--mount", "--net", "--"],
)

NAME_SERVER = """
import fcntl, json, socket, struct, subprocess, sys, time
from pathlib import Path

def silent_name_server():
    served = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    # SIOCSIFFLAGS: a new network has a loopback that is down.
    fcntl.ioctl(served, 0x8914, struct.pack("16sh14x", b"lo", 1))
    served.bind(("127.0.0.1", 53))
    for path, text in {
        "/etc/resolv.conf": "nameserver 127.0.0.1\\noptions timeout:30 attempts:5\\n",
        "/etc/nsswitch.conf": "hosts: dns\\n",
    }.items():
        over = Path(sys.argv[1]) / Path(path).name
        over.write_text(text)
        subprocess.run(["mount", "--bind", over, path], check=True)
    return served

def seconds(function, *arguments, **options):
    start = time.monotonic()
    result = function(*arguments, **options)
    return result, time.monotonic() - start

asked = silent_name_server()
import snowgauge
from samples import track
"""


@pytest.fixture(scope="module")
def apart():
    """The beginning of a command that runs in namespaces of its own."""
    for command in APART:
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    pytest.fail("it takes `unshare`, and namespaces for users or the rights of root")


@pytest.fixture
def run(tmp_path, apart):
    """Runs a script where no name is ever resolved; gives what it prints as JSON."""

    def run(script):
        command = [*apart, sys.executable, "-c", NAME_SERVER + script, tmp_path]
        ended = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=60, check=False)
        assert (ended.returncode, ended.stderr) == (0, "")
        return json.loads(ended.stdout)

    return run


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has namespaces")


def test_track_flush_and_shutdown_keep_their_time(run):
    told = run("""
tracker = snowgauge.Tracker("http://collector.test", app_id="tests", linger=0)
first = seconds(track, tracker)
assert b"collector" in asked.recv(512)
rest = seconds(track, tracker, 1000)
flushed = seconds(tracker.flush, 1)
closed = seconds(tracker.shutdown, 1)
print(json.dumps([first[1] + rest[1], flushed, closed, tracker.stats()]))
""")
    tracked, flushed, closed, stats = told
    assert tracked < 10, "a thousand events on a busy machine, where a look-up takes minutes"
    for delivered, spent in (flushed, closed):
        assert not delivered
        assert 0.95 <= spent < 10
    assert stats.items() >= {"accepted": 1001, "abandoned_at_shutdown": 1001, "queued": 0, "in_flight": 0}.items()


def test_it_is_told_why_nothing_arrives(run):
    told = run("""
import queue
heard = queue.Queue()
tracker = snowgauge.Tracker("http://collector.test", app_id="tests", connect_timeout=0.1, on_connection=heard.put)
track(tracker)
assert not tracker.flush(0)
notice = heard.get(timeout=10)
assert not tracker.shutdown(0)
print(json.dumps([notice.code, notice.message]))
""")
    assert told == ["timeout", "the collector takes too long: time ran out while looking up the host's name"]


def test_the_end_of_the_interpreter_takes_two_seconds(run):
    began = run("""
tracker = snowgauge.Tracker("http://collector.test", app_id="tests", linger=0)
track(tracker)
asked.recv(512)
print(json.dumps(time.monotonic()))
""")
    assert 1.9 <= time.monotonic() - began < 20
