#!/usr/bin/env bash
# usage: tests/kill-test.sh [N]
# Kills a real build with SIGKILL at N random moments (3 by default), goes on each time with the same command until it is done, and compares
# the snapshot with that of an undisturbed build, byte for byte. Also asked between kills: what is served is absent or sound.
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-3}
vennlink=$PWD/artifacts/bin/Vennlink.Cli/release/vennlink
samples=$PWD/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
RANDOM=${SEED:-$$}
echo "seed ${SEED:-$$}"

inputs=("$samples"/*.gz)
started=$(date +%s%N)
"$vennlink" build --out "$work/undisturbed" "${inputs[@]}" >/dev/null 2>&1
took=$((($(date +%s%N) - started) / 1000000))
expected=$(cat "$work/undisturbed/CURRENT")
echo "undisturbed: $took ms, snapshot $expected"

killed=0 round=0
while [ "$killed" -lt "$kills" ]; do
    round=$((round + 1))
    dir=$work/killed-$round
    while :; do
        "$vennlink" build --out "$dir" "${inputs[@]}" >"$work/out" 2>"$work/err" &
        pid=$!
        # Anywhere from the first instruction to a little after the end.
        delay=$((RANDOM * 32768 + RANDOM))
        sleep "$(awk -v ms=$((delay % (took * 11 / 10))) 'BEGIN { print ms / 1000 }')"
        if [ "$killed" -lt "$kills" ] && kill -9 "$pid" 2>/dev/null; then
            wait "$pid" 2>/dev/null || true
            killed=$((killed + 1))
            where=$(tail -n 1 "$work/err" 2>/dev/null || true)
            echo "kill $killed: after ${where:-nothing}"
            if [ -f "$dir/CURRENT" ]; then
                "$vennlink" verify --index "$dir" >/dev/null || { echo "a snapshot that is not sound was published"; exit 1; }
            fi
            continue
        fi
        if wait "$pid"; then
            break
        fi
        # Killed after its last step: the index is finished and the same command is refused.
        grep -q 'has a finished index' "$work/err" && break
        echo "the build did not go on:"
        cat "$work/err"
        exit 1
    done
    [ "$(cat "$dir/CURRENT")" = "$expected" ] || { echo "another snapshot: $(cat "$dir/CURRENT")"; exit 1; }
    diff -r "$work/undisturbed/snapshots/$expected" "$dir/snapshots/$expected"
    [ ! -e "$dir/work" ] || { echo "work was left in $dir"; exit 1; }
    [ "$(ls "$dir/segments" | sort)" = "$(ls "$work/undisturbed/segments" | sort)" ] || { echo "other segments"; exit 1; }
    rm -rf "$dir"
done
echo "$killed kills, the same bytes each time"
