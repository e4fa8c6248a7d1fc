"""The local collector: `python -m snowgauge.collector --help`.

It needs the package `snowgauge-cli`, which `pip install 'snowgauge[cli]'` brings.
"""

import sys

from ._program import run

if __name__ == "__main__":
    run("collector", *sys.argv[1:])
