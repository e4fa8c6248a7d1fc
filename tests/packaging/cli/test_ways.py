"""Every way to the command leads to the same command; scripts/test-cli.sh has prepared them."""

import json
import os
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

ALONE, CARGO = os.environ["ALONE"], os.environ["CARGO"]
LIBRARY, BOTH = os.environ["LIBRARY"], os.environ["BOTH"]
BOTH_PROGRAM = os.path.join(os.path.dirname(BOTH), "snowgauge")

WAYS = {
    "the wheel alone": [ALONE],
    "cargo install": [CARGO],
    "beside the library": [BOTH_PROGRAM],
    "python -m snowgauge": [BOTH, "-m", "snowgauge"],
}
COLLECTORS = {name: [*command, "collector"] for name, command in WAYS.items()} | {
    "python -m snowgauge.collector": [BOTH, "-m", "snowgauge.collector"],
}
GOLDEN = Path(__file__).parents[3] / "cli/tests/golden"
GOOD = '{"e":"pv","p":"web","tv":"js-3.24.0","url":"https://gitlab.example/"}\n'


def run(command, text=""):
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("command", WAYS.values(), ids=WAYS)
def test_the_command_is_the_command(command):
    version = run([*command, "--version"])
    assert (version.returncode, version.stdout.split()[0], version.stderr) == (0, "snowgauge", "")
    assert run([*command, "validate", "-"], GOOD).stdout == "1 line: all good\n"
    assert run([*command, "validate", "-"], "{}").returncode == 1
    assert run([*command, "plan", "no_such_event"]).returncode == 2
    plan = json.loads(run([*command, "plan", "--format", "json", "gkg_query_executed"]).stdout)
    assert plan["category"] == "gkg"


# The package by itself has other features of its dependencies than the workspace, whose tests wrote these files.
@pytest.mark.parametrize("command", WAYS.values(), ids=WAYS)
def test_what_is_shown_is_what_its_own_tests_expect(command):
    shown = {
        "mixed.json.txt": ["validate", "--format", "json", "mixed.ndjson"],
        "plan-code_suggestions_context.txt": ["plan", "code_suggestions_context"],
    }
    for name, arguments in shown.items():
        output = subprocess.run([*command, *arguments], cwd=GOLDEN, capture_output=True, text=True, timeout=60)
        assert output.stdout == (GOLDEN / name).read_text(), name


def test_all_have_the_version_of_the_library():
    library = run([LIBRARY, "-c", "import snowgauge; print(snowgauge.__version__)"]).stdout
    for command in WAYS.values():
        assert run([*command, "--version"]).stdout == f"snowgauge {library}"


@pytest.mark.parametrize("command", COLLECTORS.values(), ids=COLLECTORS)
def test_the_collector_takes_what_is_sent_and_stops_when_told(command):
    process = subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().removeprefix("listening on ").strip()
        sent = run([CARGO, "send", "-", "--collector", url, "--app-id", "test"], GOOD)
        assert sent.stdout == "1 line: 1 delivered, 0 refused by the collector, 0 invalid\n", sent.stderr
        with urllib.request.urlopen(f"{url}/micro/all", timeout=10) as answer:
            assert json.load(answer)["good"] == 1
    finally:
        # To the process itself: where Python was started, it has become the program.
        process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


@pytest.mark.parametrize("module", ["snowgauge", "snowgauge.collector"])
def test_the_library_alone_says_what_to_install(module):
    ended = run([LIBRARY, "-m", module, "--version"])
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.endswith("Install it with: pip install 'snowgauge[cli]'\n")
    assert "Traceback" not in ended.stderr


def test_the_extra_names_the_package():
    code = "import importlib.metadata as m; print(m.metadata('snowgauge').get_all('Provides-Extra'))"
    assert run([LIBRARY, "-c", code]).stdout == "['cli']\n"
    requires = "import importlib.metadata as m; print(*m.requires('snowgauge'))"
    assert run([LIBRARY, "-c", requires]).stdout == "snowgauge-cli ; extra == 'cli'\n"
    name = "import importlib.metadata as m; print(m.metadata('snowgauge-cli')['Name'])"
    assert run([BOTH, "-c", name]).stdout == "snowgauge-cli\n"


def test_another_program_of_that_name_is_not_taken_for_it(tmp_path):
    other = tmp_path / "snowgauge"
    other.write_text("#!/bin/sh\necho taken\n")
    other.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    ended = subprocess.run([LIBRARY, "-m", "snowgauge"], env=environment, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
