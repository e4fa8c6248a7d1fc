# Sourced: finds what can compile for wasm32-unknown-unknown.
# shellcheck shell=bash

# Debian's Rust with std's sources (rustc-web, cargo-web, rust-web-src) is preferred: it gives the smaller module.
# 1.91 is the first release that knows -Cpanic=immediate-abort.
have_debian_rust() {
    local sysroot minor
    [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] || return 1
    minor=$(/usr/bin/rustc --version | sed -n 's/^rustc 1\.\([0-9]*\).*/\1/p')
    sysroot=$(/usr/bin/rustc --print sysroot)
    [ "${minor:-0}" -ge 91 ] && [ -e "$sysroot/lib/rustlib/src/rust/library/Cargo.lock" ]
}

# The LLVM version of Debian's compiler; its linker's name ends in it.
debian_llvm() { /usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p'; }

# Debian's rustc asks for a linker by a name that no Debian package installs. LLVM's of the same version is the best
# match; any other wasm-ld, or rustup's rust-lld, links the same module.
debian_linker() {
    command -v "wasm-ld-$(debian_llvm)" && return
    {
        compgen -G '/usr/bin/wasm-ld*'
        compgen -G "$(rustc --print sysroot)/lib/rustlib/*/bin/rust-lld"
    } 2>/dev/null | grep -m1 .
}

have_wasm_target() {
    [ -d "$(rustc --print sysroot 2>/dev/null)/lib/rustlib/wasm32-unknown-unknown" ]
}

# wasm_toolchain: prints "debian", "target" or nothing.
wasm_toolchain() {
    if have_debian_rust && debian_linker >/dev/null; then
        echo debian
    elif have_wasm_target; then
        echo target
    fi
}
