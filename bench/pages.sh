#!/usr/bin/env bash
# Builds an index of generated link lists of pages of growing size, then adds one page in a hundred: time, processor time, memory, disk, bytes an external link by part.
#   bench/pages.sh FOLDER PAGES...        bench/pages.sh /data/pages 100000 300000 1000000
# Lists that are in FOLDER already are used again; the index is deleted when it was measured, unless KEEP is set. Prints Markdown. Needs GNU time
# (apt-get install time), and for a million pages some 8 GB of disk (estimated). MEMORY (4GiB) and THREADS may be set. Run it on an idle machine.
set -euo pipefail
folder=$(mkdir -p "${1:?usage: pages.sh FOLDER PAGES...}" && realpath "$1")
shift
memory=${MEMORY:-4GiB}
threads=${THREADS:-$(nproc)}
source "$(dirname "$0")/measured-build.sh"

size() { cat "$index"/snapshots/"$(cat "$index/CURRENT")"/"$1" 2>/dev/null | wc -c; }

for pages in "$@"; do
    lists=$folder/pages-$pages
    index=$folder/index-$pages
    [ -f "$lists/stats.txt" ] || "$webs" pages --pages "$pages" --new 0.01 --parts 4 --out "$lists" >/dev/null 2>&1
    rm -rf "$index"
    rows=$(awk 'NR == 2 { print $2 + $3 }' "$lists/stats.txt")
    text=$(awk 'NR == 2 { print $5 }' "$lists/stats.txt")
    inputs "$pages pages, $rows rows, $text bytes of text" "$lists"/*.gz
    echo
    build "$index" "$lists"/*.gz
    links=$(number external_links)
    awk -v rows="$rows" -v text="$text" '/s wall/ { split($0, at, " "); cpu = at[4] + at[7]; printf "%.2f µs of processor time a row, %.1f MB/s of text, wall\n", cpu / rows * 1e6, text / at[1] / 1e6 }' "$folder/err"
    echo
    echo "| part | bytes | an external link |"
    echo "|---|---|---|"
    part() { awk -v name="$1" -v bytes="$2" -v links="$links" 'BEGIN { printf "| %s | %d | %.2f |\n", name, bytes, bytes / links }'; }
    directory=$(($(number directory_bits) / 8))
    short=$(($(number inline_id_bits) / 8))
    keys=$(size target.keys)
    pages_bytes=$(size source.pages)
    rest=$(($(size source.domains) + $(size source.hosts) + $(size domain.scores) + $(size page.scores) + $(size suffix.list) + $(size manifest.json)))
    part "target names" $((keys - directory - short))
    part "directory" "$directory"
    part "postings: short lists" "$short"
    part "postings: long lists" "$(size target.postings)"
    part "source pages: names, titles, authority" "$pages_bytes"
    part "scores, root domains, rest" "$rest"
    part "**all of these**" $((keys + pages_bytes + rest + $(size target.postings)))
    part "live.pages: anchors, all links, provenance" "$(size live.pages)"
    part "segments" "$(du -sb "$index/segments" | cut -f1)"
    echo
    echo "### One page in a hundred more: --add"
    build "$index" --add "$lists"/new
    [ -n "${KEEP:-}" ] || rm -rf "$index"
done
