#!/usr/bin/env bash
# scripts/setup.sh [--dry-run] [--conformance] [--bench] [--vscode]: installs what building and testing need and is not there
# yet; with the others also what only `make conformance`, `make bench-*` and `make vscode` need. A second run takes no time.
# What cannot be installed is said in one line each; the tests that need it then fail by name.
source "$(dirname "$0")/lib.sh"
source "$root/scripts/wasm-toolchain.sh"

dry_run='' conformance='' bench='' whole_editor=''
for option in "$@"; do
    case $option in
    --dry-run) dry_run=1 ;;
    --conformance) conformance=1 ;;
    --bench) bench=1 ;;
    --vscode) whole_editor=1 ;;
    *) die "unknown option: $option" ;;
    esac
done
have() { "$root/scripts/have.sh" --quiet "$1"; }

# plan TEXT: in a dry run prints TEXT and fails, so that `plan ... || return 0` skips the work.
planned=
plan() {
    planned=1
    if [ -n "$dry_run" ]; then echo "  $*"; return 1; fi
    say "$* ..."
}

# apt as root or by a sudo that asks nothing; fails when there is neither.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
# What apt says is shown only when it fails.
apt() {
    local log=$target/setup-apt.log
    mkdir -p "$target"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1 </dev/null ||
        { tail -n 20 "$log" >&2; return 1; }
}

apt_packages() {
    have cc || echo gcc g++ libc6-dev
    have pkg-config || echo pkg-config
    have python || echo python3
    local python; python=$(find_python || true)
    [ -e "$venv/.stamp" ] || { [ -n "$python" ] && "$python" -c 'import ensurepip' 2>/dev/null; } || echo python3-venv
    have std-sources && have wasm || echo rustc-web cargo-web rust-web-src
    have chromium || echo chromium
    if [ -n "$conformance" ]; then
        have java || echo openjdk-17-jdk-headless
        have maven || echo maven
    fi
    if [ -n "$bench" ]; then
        have valgrind || echo valgrind
        have openssl || echo libssl-dev
    fi
}

install_apt() {
    local packages
    read -ra packages <<<"$(apt_packages | xargs)"
    [ ${#packages[@]} -gt 0 ] || return 0
    plan "apt: ${packages[*]}" || return 0
    if ! command -v apt-get >/dev/null; then
        say "no apt-get here; install by hand: ${packages[*]}"
    elif ! as_root true 2>/dev/null; then
        say "neither root nor passwordless sudo; run: apt-get install ${packages[*]}"
    else
        apt update || say "apt-get update failed; trying with the lists at hand"
        apt install -y --no-install-recommends "${packages[@]}" || say "apt-get could not install all of: ${packages[*]}"
        install_linker
    fi
}

# The linker is named after the LLVM of the compiler that apt chose, so it is known only now.
install_linker() {
    local llvm
    llvm=$(debian_llvm 2>/dev/null) || return 0
    command -v "wasm-ld-$llvm" >/dev/null || apt install -y --no-install-recommends "lld-$llvm" ||
        say "apt-get could not install lld-$llvm"
}

# up_to_date STAMP INPUT...: is STAMP the hash of the inputs? Else $key is what to write there.
up_to_date() {
    local stamp=$1; shift
    key=$(sha256sum "$@" | sha256sum | cut -d' ' -f1)
    [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]
}

# own FOLDER: fails for a link, since installing clears the folder, which would be another clone's.
own() {
    [ ! -L "$1" ] || die "$1 is a link to $(readlink "$1"), which this would clear: remove the link, or set up there"
}

install_python() {
    local requirements=$root/scripts/requirements.txt python
    up_to_date "$venv/.stamp" "$requirements" && "$venv/bin/python" -c '' 2>/dev/null && return
    plan "pip: $(grep -c '==' "$requirements") pinned packages into .venv" || return 0
    python=$(find_python) || die "no Python 3.10 or later, and none could be installed"
    own "$venv"
    "$python" -m venv --clear "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >&2 ||
        die "pip could not install scripts/requirements.txt"
    echo "$key" >"$venv/.stamp"
}

# install_node FOLDER: what its package-lock.json names.
install_node() {
    local package=$root/$1
    [ -e "$package/package-lock.json" ] || { say "$1 has no package-lock.json: npm packages not installed"; return 0; }
    up_to_date "$package/node_modules/.stamp" "$package/package-lock.json" && return
    plan "npm: $1/package-lock.json" || return 0
    have node || { say "no Node.js 20 with npm: npm packages not installed"; return 0; }
    own "$package/node_modules"
    # A package that fetches a browser of its own must not: the tests use the installed one.
    if (cd "$package" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --loglevel=error >/dev/null </dev/null); then
        echo "$key" >"$package/node_modules/.stamp"
    else
        say "npm ci failed in $1"
    fi
}

# What `make vscode` runs in: large, so with what is built, and removed with it.
install_editor() {
    local source=$root/tests/packaging/vscode/editor folder=$target/editor log=$target/setup-editor.log
    up_to_date "$folder/.stamp" "$source/package-lock.json" && return
    plan "npm: tests/packaging/vscode/editor/package-lock.json (a whole VS Code, 800 MB)" || return 0
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$source"/{package.json,package-lock.json,.npmrc} "$folder/"
    # Without scripts: they compile a terminal and a search that nobody uses here. The inner list is the editor's own.
    if (cd "$folder" && npm ci --ignore-scripts && cd node_modules/code-server/lib/vscode &&
        npm install --omit=dev --ignore-scripts) >"$log" 2>&1 </dev/null; then
        echo "$key" >"$folder/.stamp"
    else
        say "npm could not install the editor: $log"
    fi
}

have rust || die "no Rust toolchain: $("$root/scripts/have.sh" rust || true)"
have disk || [ -n "$dry_run" ] || die "too little room on the disk: $("$root/scripts/have.sh" disk || true)"
install_apt
install_python
install_node bindings-wasm
install_node tests/packaging/vscode
[ -z "$whole_editor" ] || install_editor
[ -z "$dry_run" ] || [ -n "$planned" ] || echo "  nothing"
