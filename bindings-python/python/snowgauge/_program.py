"""Runs the program `snowgauge`, which is in a package of its own: it is three times as large as this one."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn

_MISSING = """\
snowgauge: the command and the local collector are in a package of their own.
Install it with: pip install 'snowgauge[cli]'
"""


def run(*arguments: str) -> NoReturn:
    """Becomes the program, with these arguments; where it is not installed, says so and ends with exit code 2."""
    program = find()
    if program is None:
        sys.stderr.write(_MISSING)
        sys.exit(2)
    command = [str(program), *arguments]
    if os.name == "posix":
        # Signals, the terminal and the exit code are then the program's own.
        os.execv(program, command)
    sys.exit(subprocess.run(command, check=False).returncode)


def find() -> Path | None:
    """The program that was installed beside this package, if any: never another one of that name."""
    name = "snowgauge" + (sysconfig.get_config_var("EXE") or "")
    user = sysconfig.get_preferred_scheme("user")
    folders = [sysconfig.get_path("scripts"), sysconfig.get_path("scripts", scheme=user)]
    # As `pip install --target FOLDER` leaves it.
    folders.append(str(Path(__file__).resolve().parent.parent / "bin"))
    found = (Path(folder) / name for folder in folders)
    return next((path for path in found if path.is_file()), None)
