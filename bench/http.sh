#!/usr/bin/env bash
# Requests a second and latency of `vennlink serve`, beside the same server answering a fixed body, and its memory over ten minutes.
#   [WARM=SECONDS] bench/http.sh INDEX [SECONDS [SOAK_SECONDS]]
# Prints Markdown. Needs wrk (apt-get install wrk). Server and wrk share the machine's cores, so run it on an idle one.
set -euo pipefail
index=$(realpath "${1:?usage: http.sh INDEX [SECONDS [SOAK_SECONDS]]}")
seconds=${2:-30}
soak=${3:-600}
warm=${WARM:-60} # seconds before the first figure: all questions are to be asked once, or the disk is measured
cd "$(dirname "$0")/.."
dotnet build -c Release src/Vennlink.Cli >/dev/null
dotnet build -c Release bench/Vennlink.Bench >/dev/null
vennlink=artifacts/bin/Vennlink.Cli/release/vennlink
bench=artifacts/bin/Vennlink.Bench/release/Vennlink.Bench
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

"$bench" queries "$index" 5000 1 >"$work/bodies" 2>"$work/mix"
"$vennlink" keys add bench --keys "$work/keys.db" >"$work/key"
token=$(sed -n 's/^Access ID: //p' "$work/key"):$(sed -n 's/^Secret key: //p' "$work/key")
export VENNLINK_BODIES=$work/bodies VENNLINK_TOKEN=$(printf %s "$token" | base64 -w0)
url=http://127.0.0.1:5466

wait_for() { for _ in $(seq 300); do curl -sf "$url/healthz" >/dev/null && return; sleep 0.1; done; echo "the server does not answer" >&2; exit 1; }
load() { wrk -t $(($1 < 2 ? 1 : 2)) -c "$1" -d "${2}s" -s bench/http.lua "$url" | tail -n 1; }
resident() { awk '/^VmRSS|^RssAnon/ { printf "%s %.0f MiB  ", $1, $2 / 1024 }' "/proc/$server/status"; }

echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores shared by server and wrk, .NET $(dotnet --version)"
echo
echo "5,000 requests, over and over; $(cat "$work/mix")"
echo
"$vennlink" serve --index "$index" --urls "$url" --keys "$work/keys.db" 2>"$work/log" &
server=$!
wait_for
first=$(head -n 1 "$work/bodies")
curl -sf -H "x-moz-token: $VENNLINK_TOKEN" -d "$first" "$url/v2/link_intersect" >"$work/answer"
load 8 "$warm" >/dev/null
echo "| connections | server | |"
echo "|---|---|---|"
for connections in 1 8 32; do
    echo "| $connections | link_intersect | $(load $connections "$seconds") |"
done
if [ "$soak" -gt 0 ]; then
    {
        echo "| time | memory of the server under load |"
        echo "|---|---|"
        load 8 "$soak" >"$work/soak" &
        for ((time = 0; time <= soak; time += (soak >= 10 ? soak / 10 : 1))); do
            echo "| $time s | $(resident) |"
            sleep $((soak >= 10 ? soak / 10 : 1))
        done
        wait $!
    } >"$work/memory"
fi
kill "$server"
wait "$server" 2>/dev/null || true
"$bench" fixed-server "$url" "$work/answer" "$work/keys.db" 2>/dev/null &
server=$!
wait_for
load 8 10 >/dev/null
for connections in 1 8 32; do
    echo "| $connections | fixed body of $(stat -c %s "$work/answer") bytes | $(load $connections "$seconds") |"
done
if [ -f "$work/memory" ]; then
    echo
    cat "$work/memory"
    echo
    echo "Over these $soak s: $(cat "$work/soak")"
fi
