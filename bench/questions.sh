#!/usr/bin/env bash
# What filters, groups, subsets, hosts and many questions at once cost, beside the plain question: on a graph of domains and on an index of pages.
#   bench/questions.sh FOLDER [NODES [PAGES]]        bench/questions.sh /data/questions 10000000 1000000
# Webs and indexes that are in FOLDER already are used again. Prints Markdown. MEMORY (4GiB), THREADS and SECONDS_A_CELL (0.5) may be set. Run it on an idle machine.
#   bench/questions.sh --smoke                       a web of 2,000 domains and one of 1,000 pages; ends with an error when an answer is missing
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
seconds=${SECONDS_A_CELL:-0.5}
if [ "${1:-}" = --smoke ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    nodes=2000 pages=1000 seconds=0
else
    folder=$(mkdir -p "${1:?usage: questions.sh FOLDER [NODES [PAGES]]}" && realpath "$1")
    nodes=${2:-10000000} pages=${3:-1000000}
fi
memory=${MEMORY:-4GiB}
threads=${THREADS:-$(nproc)}
vennlink=${VENNLINK:-$root/artifacts/bin/Vennlink.Cli/release/vennlink}
webs=${WEBS:-$root/artifacts/bin/Vennlink.Webs/release/Vennlink.Webs}
bench=${BENCH:-$root/artifacts/bin/Vennlink.Bench/release/Vennlink.Bench}

index() { # kind size
    local web=$folder/$1-$2 index=$folder/index-$1-$2
    if [ ! -f "$index/CURRENT" ]; then
        [ -d "$web" ] || "$webs" "$1" "$(if [ "$1" = domains ]; then echo --nodes; else echo --pages; fi)" "$2" --seed 1 --out "$web" >"$folder/log" 2>&1 || { tail -n 5 "$folder/log" >&2; exit 1; }
        if [ "$1" = domains ]; then set -- "$1" "$2" "$web"; else set -- "$1" "$2" "$web"/*.gz; fi
        "$vennlink" build --memory "$memory" --threads "$threads" --out "$index" "${@:3}" >"$folder/log" 2>&1 || { tail -n 5 "$folder/log" >&2; exit 1; }
    fi
    echo "$index"
}

# Wall seconds of a command, the shortest of three runs.
wall() {
    local best=
    for _ in 1 2 3; do
        local start end
        start=$(date +%s%N)
        "$@" >/dev/null
        end=$(date +%s%N)
        if [ -z "$best" ] || [ $((end - start)) -lt "$best" ]; then best=$((end - start)); fi
    done
    awk -v ns="$best" 'BEGIN { printf "%.3f", ns / 1e9 }'
}

many() { # index: 200 small questions at once, beside one in a process of its own
    local names one batch
    names=$("$vennlink" top --index "$1" --by linking_domains --limit 400 --format csv | tail -n +2 | cut -d, -f1)
    mapfile -t names <<<"$names"
    for ((question = 0; question < 200; question++)); do
        printf '{"id": %d, "to": ["%s", "%s"], "source": "root_domain", "limit": 25}\n' "$question" \
            "${names[$((question % ${#names[@]}))]}" "${names[$(((question + 200) % ${#names[@]}))]}"
    done >"$folder/many.ndjson"
    "$vennlink" intersect --index "$1" --questions "$folder/many.ndjson" | wc -l | grep -qx 200
    batch=$(wall "$vennlink" intersect --index "$1" --questions "$folder/many.ndjson")
    one=$(wall "$vennlink" intersect --index "$1" --to "${names[0]}" "${names[1]}" --source root_domain --limit 25 --format ndjson)
    echo
    awk -v batch="$batch" -v one="$one" 'BEGIN { printf "200 small questions in one process: %.3f s; one in a process of its own: %.3f s; %.1f times.\n", batch, one, batch / one }'
}

for kind in domains pages; do
    size=$(if [ $kind = domains ]; then echo "$nodes"; else echo "$pages"; fi)
    made=$(index $kind "$size")
    echo
    echo "## $size $kind"
    echo
    "$bench" questions "$made" "$seconds"
    many "$made"
done
