"""The hints: right code passes a strict check, wrong code does not."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy")

SAMPLES = Path(__file__).parent / "typing_samples"


def check(sample):
    # From a folder without sources, so that the hints are the installed ones.
    ended = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--no-error-summary", sample.name],
        cwd=SAMPLES,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""
    return ended.stdout.splitlines()


def test_right_code_passes():
    assert check(SAMPLES / "right.py") == []


def test_every_wrong_line_is_found():
    sample = SAMPLES / "wrong.py"
    found = {int(line.split(":")[1]) for line in check(sample) if ": error:" in line}
    expected = {number for number, line in enumerate(sample.read_text().splitlines(), 1) if line.endswith("# wrong")}
    assert expected
    assert found == expected
