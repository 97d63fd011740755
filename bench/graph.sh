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
source "$(dirname "$0")/measured-build.sh"

for nodes in "$@"; do
    web=$folder/web-$nodes
    index=$folder/index-$nodes
    [ -d "$web" ] || "$webs" domains --nodes "$nodes" --seed 1 --out "$web" >/dev/null
    rm -rf "$index"
    inputs "$nodes domains" "$web"/*.gz
    build "$index" "$web"
    for file in "$index"/snapshots/*/*; do echo "$(stat -c %s "$file") $(basename "$file")"; done
    awk -v arcs="$(number external_arcs)" -v directory="$(number directory_bits)" -v short="$(number inline_id_bits)" -v long="$(number posting_bytes)" 'BEGIN {
        printf "%d arcs; bits an arc: lists and skips %.2f, directory %.2f\n", arcs, (short + 8 * long) / arcs, directory / arcs }'
done
