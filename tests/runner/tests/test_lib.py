"""What all scripts source."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_a_relative_target_folder_is_the_same_wherever_a_script_goes(tmp_path):
    script = f'source {ROOT}/scripts/lib.sh; cd /; echo "$target $CARGO_TARGET_DIR"'
    told = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "CARGO_TARGET_DIR": "elsewhere"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [str(tmp_path / "elsewhere")] * 2
