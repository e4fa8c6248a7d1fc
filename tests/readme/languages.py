"""How a code block of each language becomes a program that can be run."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from blocks import Block

ROOT = Path(__file__).resolve().parents[2]
Command = list[str | Path]

_RUST_MANIFEST = """\
[workspace]

[package]
name = "readme-blocks"
version = "0.0.0"
edition = "2024"

[dependencies]
snowgauge = {{ path = {snowgauge}, features = ["testing"] }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}
"""


def python(block: Block, text: str, folder: Path) -> Command:
    """A script, run by the environment that has only the wheel and the test tools."""
    script = folder / "block.py"
    script.write_text(text)
    return [os.environ["PYTHON"], script]


def javascript(block: Block, text: str, folder: Path) -> Command:
    """A module in the folder that has the npm package installed."""
    consumer = Path(os.environ["CONSUMER"])
    script = consumer / f"block-{block.line}.mjs"
    script.write_text(text)
    return ["node", script]


def typescript(block: Block, text: str, folder: Path) -> Command:
    """JavaScript, once its types are stripped."""
    esbuild = ROOT / "bindings-wasm/node_modules/.bin/esbuild"
    command = [esbuild, "--loader=ts", "--format=esm", "--log-level=warning"]
    stripped = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return javascript(block, stripped.stdout, folder)


def rust(block: Block, text: str, folder: Path) -> Command:
    """A program of its own package; without a `main`, one is put around it, as rustdoc does."""
    package = Path(os.environ["RUST_BLOCKS"])
    (package / "src").mkdir(parents=True, exist_ok=True)
    snowgauge = json.dumps(str(ROOT / "bindings-rust"))
    (package / "Cargo.toml").write_text(_RUST_MANIFEST.format(snowgauge=snowgauge))
    (package / "Cargo.lock").write_bytes((ROOT / "Cargo.lock").read_bytes())
    if not re.search(r"\bfn main\(", text):
        text = f"fn main() -> Result<(), Box<dyn std::error::Error>> {{\n{text}Ok(())\n}}\n"
    (package / "src/main.rs").write_text(text)
    return ["cargo", "run", "--quiet", "--manifest-path", package / "Cargo.toml"]


def c(block: Block, text: str, folder: Path) -> Command:
    """A C99 program against the installed library."""
    source, program, prefix = folder / "block.c", folder / "block", Path(os.environ["PREFIX"])
    source.write_text(text)
    asked = ["pkg-config", "--cflags", "--libs", "snowgauge"]
    env = os.environ | {"PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")}
    flags = subprocess.run(asked, env=env, capture_output=True, text=True, check=True).stdout.split()
    compile_command = ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", source, "-o", program, *flags]
    subprocess.run([*compile_command, f"-Wl,-rpath,{prefix / 'lib'}"], check=True)
    return [program]


def shell(block: Block, text: str, folder: Path) -> Command:
    """A script, where it runs the command `snowgauge`; of others the `make` lines, and those only as far as that their
    targets exist: some take minutes.
    """
    if re.search(r"^snowgauge ", text, re.MULTILINE):
        # The command's exit code tells of the events in the block, and what it prints is compared.
        return ["bash", "-c", f'PATH="$SNOWGAUGE_BIN:$PATH"\n{text}true']
    targets = re.findall(r"^(?:\$ )?make ([a-z]+)", text, re.MULTILINE)
    return ["make", "--dry-run", "--directory", ROOT, *targets] if targets else ["true"]


def data(block: Block, text: str, folder: Path) -> Command:
    """JSON that must at least be JSON."""
    json.loads(text)
    return ["true"]


Maker = Callable[[Block, str, Path], Command]
MAKERS: dict[str, Maker] = {
    "python": python,
    "js": javascript,
    "ts": typescript,
    "rust": rust,
    "c": c,
    "sh": shell,
    "json": data,
}
NOT_CODE = {"text", "toml", "mermaid"}
WANTED = {"python", "ts", "rust", "c"}
"""The languages that the front page must show."""
