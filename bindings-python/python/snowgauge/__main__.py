"""The command `snowgauge`: `python -m snowgauge --help`.

It needs the package `snowgauge-cli`, which `pip install 'snowgauge[cli]'` brings.
"""

import sys

from ._program import run

if __name__ == "__main__":
    run(*sys.argv[1:])
