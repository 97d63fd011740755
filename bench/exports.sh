#!/usr/bin/env bash
# Does an export take constant memory, and how fast is it? N pages with two links each, exported in each form, and the
# answer of N rows to a question: seconds, rows a second, bytes, and the most memory that the command held, the mapped
# parts of the index among it.
#   bench/exports.sh [N]         1,000,000 by default
# Needs the published command (./publish.sh) and /usr/bin/time. Writes a table to standard output.
set -euo pipefail
cd "$(dirname "$0")/.."
n=${1:-1000000} command=${VENNLINK_COMMAND:-artifacts/publish/vennlink/vennlink}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A thousand sites, whose pages each link to one of many and to the hub.
awk -v n="$n" 'BEGIN { print "source,target,anchor,last_seen"; for (i = 0; i < n; i++) {
    page = sprintf("http://s%d.example/page/%d", i % 1000, i); day = i % 28 + 1
    printf "%s,http://t%d.example/,Anchor text number %d,2024-01-%02d\n", page, i % 5000, i % 777, day
    printf "%s,http://hub.example/,The hub,2024-01-%02d\n", page, day } }' > "$work/links.csv"
"$command" build --out "$work/index" "$work/links.csv" >/dev/null 2>&1

measure() {
    local name=$1 rows=$2
    shift 2
    /usr/bin/time -f '%e %M' -o "$work/time" "$command" "$@" --index "$work/index" > "$work/out" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
    read -r seconds kilobytes < "$work/time"
    awk -v name="$name" -v s="$seconds" -v k="$kilobytes" -v n="$rows" -v b="$(stat -c %s "$work/out")" \
        'BEGIN { printf "| %s | %.1f | %d | %.1f | %d |\n", name, s, n / (s > 0 ? s : 0.01), b / 1e6, k / 1024 }'
}

echo "| output | seconds | rows a second | MB | peak MiB |"
echo "|---|---|---|---|---|"
for form in csv ndjson csv-spreadsheet xlsx parquet gexf graphml; do
    measure "export links, $form" $((2 * n)) export links --format "$form"
done
for form in csv parquet; do
    measure "export edges --by host, $form" $((2 * n)) export edges --by host --format "$form"
done
for form in csv ndjson xlsx parquet; do
    measure "intersect, $form" "$n" intersect --to hub.example t1.example --format "$form"
done
