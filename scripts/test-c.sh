#!/usr/bin/env bash
# scripts/test-c.sh: lays out the C library as if installed, then compiles every bindings-c/tests/*.c against it,
# linked dynamically and statically, and runs it. Each program prints `N passed, M failed` and exits 0 when M is 0.
# Then the examples, the library without TLS, and what both weigh.
source "$(dirname "$0")/lib.sh"
make_scratch
tell_tests

prefix=$scratch/prefix
"$root/scripts/c-library.sh" "$prefix"
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
read -ra cflags <<<"$(pkg-config --cflags snowgauge)"
read -ra shared <<<"$(pkg-config --libs snowgauge)"
# static_libs PREFIX: the archive by its name, as -lsnowgauge would take the shared library beside it, and what it needs.
static_libs() {
    PKG_CONFIG_PATH=$1/lib/pkgconfig pkg-config --static --libs snowgauge | sed "s|-lsnowgauge|$1/lib/libsnowgauge.a|"
}
read -ra static <<<"$(static_libs "$prefix")"
strict=(-Wall -Wextra -Wpedantic -Wredundant-decls -Werror)
sanitized=(-g "-fsanitize=address,undefined" -fno-sanitize-recover=all)
export LD_LIBRARY_PATH=$prefix/lib
# What is freed is overwritten, so that nobody uses it afterwards and is lucky: the sanitizer does not see into the library.
export MALLOC_PERTURB_=165 ASAN_OPTIONS=max_free_fill_size=65536

header=$prefix/include/snowgauge.h
check "the header alone, C99" cc -std=c99 "${strict[@]}" -fsyntax-only "$header"
check "the header alone, C++17" c++ -std=c++17 "${strict[@]}" -Wno-pragma-once-outside-header -fsyntax-only -x c++ "$header"
check "the header refuses enums of another size" \
    grep -q snowgauge_enums_have_four_bytes <(cc -std=c99 -fshort-enums -fsyntax-only "$header" 2>&1)
# Whoever passes the library on has to pass these on, too.
check "the licences of what is linked are there" grep -q '^webpki-roots .*: CDLA-Permissive-2.0$' "$prefix/THIRD-PARTY.txt"
soname=$(objdump -p "$prefix/lib/libsnowgauge.so" | sed -n 's/^ *SONAME *//p')
check "soname, found '$soname'" test "$soname" = "libsnowgauge.so.${version%%.*}"

# The collector behind TLS that tls.c delivers to. It ends with its input.
(cd "$root" && cargo build --quiet --package snowgauge --example tls_collector)
mkdir "$scratch/authorities"
coproc TLS { exec "$target/debug/examples/tls_collector" "$scratch/authorities"; }
server=$TLS_PID server_input=${TLS[1]}
read -r SNOWGAUGE_TLS_COLLECTOR <&"${TLS[0]}"
export SNOWGAUGE_TLS_COLLECTOR SNOWGAUGE_TLS_FOLDER=$scratch/authorities

cd "$scratch"
programs=("$root"/bindings-c/tests/*.c)
[ -e "${programs[0]}" ] || die "bindings-c/tests has no C program"
declare -A running
# start KIND COMMAND...: runs a program of $name beside the others, as each waits most of its time.
start() {
    timeout 200 "${@:2}" >"$name-$1.out" 2>&1 &
    running[$1]=$!
}
for source in "${programs[@]}"; do
    name=$(basename "$source" .c)
    cc -std=c99 "${strict[@]}" "${cflags[@]}" "$source" -o "$name" "${shared[@]}"
    check "$name needs the shared library" grep -q 'NEEDED.*libsnowgauge' <(objdump -p "$name")
    start dynamic "./$name"
    cc -std=c99 "${strict[@]}" "${cflags[@]}" "$source" -o "$name-static" "${static[@]}"
    start static env -u LD_LIBRARY_PATH "./$name-static"
    # Memory that is leaked, freed twice or used afterwards, the library's too, and what C leaves undefined.
    cc -std=c99 "${strict[@]}" "${sanitized[@]}" "${cflags[@]}" "$source" -o "$name-sanitized" "${shared[@]}"
    start sanitized "./$name-sanitized"
    for kind in dynamic static sanitized; do
        echo "$name, $kind:"
        check "$name, $kind" wait "${running[$kind]}"
        cat "$name-$kind.out"
    done
done

exec {server_input}>&-
check "the collector behind TLS ends" wait "$server"

# The examples, against a collector that judges what they send: as the README says to type, and linked without TLS.
cc -std=c99 "${strict[@]}" "${cflags[@]}" -fsyntax-only "$root/bindings-c/examples/send.c"
c++ -std=c++17 "${strict[@]}" "${cflags[@]}" -fsyntax-only "$root/bindings-c/examples/send.cpp"
"$root/scripts/c-library.sh" --small "$scratch/small"
read -ra small <<<"$(static_libs "$scratch/small")"
cc -std=c99 -s -Wl,--gc-sections "${cflags[@]}" "$root/bindings-c/examples/send.c" -o send-small "${small[@]}"
coproc COLLECTOR { exec "$SNOWGAUGE_COLLECTOR" --port 0; }
read -r listening <&"${COLLECTOR[0]}"
url=${listening#listening on }
totals() { python3 -c 'import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).read().decode())' "$1/micro/all"; }
# shellcheck disable=SC2016  # the backticks are Markdown's
typed=$(sed -n '/^```sh$/,/^```$/{/^```/!p}' "$prefix/README.md" | sed "s|http://127.0.0.1:9090|$url|")
as_typed() { (cd "$prefix" && env -u LD_LIBRARY_PATH -u PKG_CONFIG_PATH bash -euc "$typed"); }
check "what the README says to type" as_typed
check "send, static and without TLS" ./send-small "$url"
check "all nineteen events of the four are good" test "$(totals "$url")" = '{"total":19,"good":19,"bad":0}'
kill "$COLLECTOR_PID"
check "without TLS, https is refused at once" \
    grep -q 'expected an http URL, as this build has no TLS' <(./send-small https://127.0.0.1:9 2>&1)

# weighs_at_most FILE BYTES: what bindings-c/README.md tells of sizes.
weighs_at_most() {
    local bytes
    bytes=$(wc -c <"$1")
    echo "${1##*/}: $bytes of at most $2 bytes"
    check "${1##*/} weighs $bytes bytes, at most $2" test "$bytes" -le "$2"
}
weighs_at_most "$prefix/lib/libsnowgauge.so.$version" 2500000
weighs_at_most send-small 1000000
close_checks
