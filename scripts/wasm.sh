#!/usr/bin/env bash
# scripts/wasm.sh [PACKAGE]: builds PACKAGE (default snowgauge-wasm) for wasm32 and prints the path of the module.
source "$(dirname "$0")/lib.sh"
source "$root/scripts/wasm-toolchain.sh"

package=${1:-snowgauge-wasm}
triple=wasm32-unknown-unknown
# Another compiler than the host's: a target folder of its own, or each would throw away the other's work.
wasm_target=$target/wasm
args=(build --quiet --profile wasm --target "$triple" --target-dir "$wasm_target" --package "$package")

cd "$root"
case $(wasm_toolchain) in
debian)
    # RUSTC_BOOTSTRAP opens build-std on a stable compiler. Only for this command: exported, host builds would see it.
    RUSTC_BOOTSTRAP=1 /usr/bin/cargo --config scripts/wasm.toml \
        --config "target.$triple.linker='$(debian_linker)'" "${args[@]}" >&2
    ;;
target)
    say "std's sources are not installed: the module will be about twice as large (make doctor)"
    cargo "${args[@]}" >&2
    ;;
*)
    "$root/scripts/have.sh" wasm >&2
    exit 1
    ;;
esac
echo "$wasm_target/$triple/wasm/${package//-/_}.wasm"
