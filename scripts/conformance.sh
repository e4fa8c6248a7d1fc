#!/usr/bin/env bash
# scripts/conformance.sh: has Snowplow's own code judge our schemas and the corpus, compares its verdicts with those in
# tests/vectors/verdicts, and then ours with them. UPDATE=1 records what it says first.
source "$(dirname "$0")/lib.sh"

"$root/scripts/have.sh" java maven venv >&2 || die "see above"

export SNOWGAUGE_JUDGE=$target/conformance
judge=$root/tests/conformance/judge
if [ ! -e "$SNOWGAUGE_JUDGE/classpath" ] || [ -n "$(find "$judge" -newer "$SNOWGAUGE_JUDGE/classpath" -type f)" ]; then
    say "building Snowplow's judge; the first time Maven fetches it, 60 MB ..."
    # Maven itself checks what it has fetched. --batch-mode: no bars.
    mvn --quiet --batch-mode -Dstyle.color=never --file "$judge/pom.xml" -Dbuilt="$SNOWGAUGE_JUDGE" compile dependency:build-classpath >&2 </dev/null
fi

"$venv/bin/python" "$root/tests/conformance/run.py" ${UPDATE:+--update}
cd "$root"
cargo test --quiet --package snowgauge-core --test verdicts
cargo test --quiet --package snowgauge-codegen --test keywords
cargo test --quiet --package snowgauge-collector --lib verdicts
