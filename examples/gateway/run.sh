#!/usr/bin/env bash
# examples/gateway/run.sh COLLECTOR_URL: installs the wheel into a fresh environment and runs the gateway with a load.
source "$(dirname "$0")/../shared/run.sh"
needs rust python venv
make_scratch

say "building the wheel ..."
python=$("$root/scripts/install-python.sh" "$scratch/venv")
# FastAPI and uvicorn come from .venv; snowgauge itself needs nothing.
add_python_tools "$python"
say "running ..."
PYTHONDONTWRITEBYTECODE=1 "$python" "$here/run.py" "$collector"
