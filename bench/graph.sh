#!/usr/bin/env bash
# Builds an index of generated webs of domains of growing size, beside plain decompression of their files: time, memory, disk and bits an arc.
#   bench/graph.sh FOLDER NODES...        bench/graph.sh /data/webs 12109193 40363977 121091933
# Webs that are in FOLDER already are used again; indexes stay in FOLDER/index-NODES. Prints Markdown. Needs GNU time (apt-get install time), and for the last of
# these sizes 45 GB of disk. MEMORY (8GiB) and THREADS may be set. Run it on an idle machine.
set -euo pipefail
folder=$(mkdir -p "${1:?usage: graph.sh FOLDER NODES...}" && realpath "$1")
shift
memory=${MEMORY:-8GiB}
threads=${THREADS:-$(nproc)}
cd "$(dirname "$0")/.."
for project in src/Vennlink.Cli bench/Vennlink.Bench bench/Vennlink.Webs; do dotnet build -c Release $project >/dev/null; done
bin=$PWD/artifacts/bin

echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores, .NET $(dotnet --version), --memory $memory --threads $threads"
for nodes in "$@"; do
    web=$folder/web-$nodes
    index=$folder/index-$nodes
    [ -d "$web" ] || "$bin/Vennlink.Webs/release/Vennlink.Webs" domains --nodes "$nodes" --seed 1 --out "$web" >/dev/null
    rm -rf "$index"
    echo
    echo "## $nodes domains, inputs $(du -cb "$web"/*.gz | tail -1 | cut -f1) bytes"
    echo "decompression alone, one thread: $("$bin/Vennlink.Bench/release/Vennlink.Bench" gunzip "$web"/*.gz)"
    # The most disk that is taken while it runs, looked at every second.
    : >"$folder/disk"
    (while sleep 1; do du -sb "$index" 2>/dev/null | cut -f1 >>"$folder/disk"; done) &
    watch=$!
    /usr/bin/time -f 'build: %e s wall, %U s user, %S s system, %M KiB peak resident' \
        "$bin/Vennlink.Cli/release/vennlink" build --out "$index" --memory "$memory" --threads "$threads" "$web" >"$folder/report" 2>"$folder/err"
    kill $watch
    tail -n 1 "$folder/err"
    echo "most disk: $(sort -n "$folder/disk" | tail -1) bytes"
    sed -n '/^STAGE/,$p' "$folder/report"
    for file in "$index"/snapshots/*/*; do echo "$(stat -c %s "$file") $(basename "$file")"; done
    arcs=$(awk '$1 == "external_arcs" { gsub(",", "", $2); print $2 }' "$folder/report")
    awk -v arcs="$arcs" '{ gsub(",", "", $2) }
        $1 == "directory_bits" { directory = $2 } $1 == "inline_id_bits" { short = $2 } $1 == "posting_bytes" { long = 8 * $2 }
        END { printf "%d arcs; bits an arc: lists and skips %.2f, directory %.2f\n", arcs, (short + long) / arcs, directory / arcs }' "$folder/report"
done
