#!/usr/bin/env bash
# scripts/c-library.sh [--small] PREFIX: builds the C library and lays it out under PREFIX as an installed one:
# include/, lib/ with both libraries, lib/pkgconfig/; README.md, examples/, LICENSE and those of what is
# linked in (THIRD-PARTY.txt) beside them. With --small it has no TLS, and is small before fast.
source "$(dirname "$0")/lib.sh"

profile=release features=()
if [ "${1:-}" = --small ]; then
    profile=small features=(--no-default-features)
    shift
fi
prefix=${1:?usage: scripts/c-library.sh [--small] PREFIX}
soname=libsnowgauge.so.${version%%.*}

(cd "$root" && cargo build --quiet --locked --profile "$profile" --package snowgauge-c "${features[@]}") >&2
mkdir -p "$prefix/include" "$prefix/lib/pkgconfig"
cp "$root/bindings-c/include/"*.h* "$prefix/include/"
cp "$target/$profile/libsnowgauge_c.so" "$prefix/lib/libsnowgauge.so.$version"
ln -sf "libsnowgauge.so.$version" "$prefix/lib/$soname"
ln -sf "$soname" "$prefix/lib/libsnowgauge.so"
cp "$target/$profile/libsnowgauge_c.a" "$prefix/lib/libsnowgauge.a"
cp -r "$root/LICENSE" "$root/bindings-c/README.md" "$root/bindings-c/examples" "$prefix/"
python3 "$root/scripts/third_party.py" snowgauge-c "${features[@]}" >"$prefix/THIRD-PARTY.txt"

# The prefix follows the file, so the folder may be unpacked anywhere. Libs.private is what Rust's std links with.
cat >"$prefix/lib/pkgconfig/snowgauge.pc" <<PC
prefix=\${pcfiledir}/../..
includedir=\${prefix}/include
libdir=\${prefix}/lib

Name: snowgauge
Description: Validated Snowplow events
Version: $version
Cflags: -I\${includedir}
Libs: -L\${libdir} -lsnowgauge
Libs.private: -lgcc_s -lutil -lrt -lpthread -lm -ldl
PC
