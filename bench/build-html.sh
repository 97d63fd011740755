#!/usr/bin/env bash
# Measures `vennlink build` on the HTML that bench/html-corpus.sh made, beside plain decompression and beside AngleSharp doing the same job.
#   bench/build-html.sh FOLDER [MEMORY [THREADS]]
# Prints a report in Markdown. Needs GNU time for the peak memory (apt-get install time). Run it on an idle machine.
set -euo pipefail
folder=$(realpath "${1:?usage: build-html.sh FOLDER [MEMORY [THREADS]]}")
memory=${2:-2GiB}
threads=${3:-$(nproc)}
cd "$(dirname "$0")/.."
dotnet build -c Release src/Vennlink.Cli >/dev/null
dotnet build -c Release bench/Vennlink.Bench >/dev/null
vennlink=artifacts/bin/Vennlink.Cli/release/vennlink

echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores, .NET $(dotnet --version), --memory $memory --threads $threads"
for warc in "$folder"/html*.warc.gz; do
    index=$(mktemp -d)
    echo
    echo "## build $(basename "$warc"), $(stat -c %s "$warc") bytes"
    /usr/bin/time -f '%e s wall, %U s user, %S s system, %M KiB peak resident' \
        "$vennlink" build --out "$index/i" --memory "$memory" --threads "$threads" "$warc" 2>"$index/err" | sed -n '/^counts/,$p'
    tail -n 1 "$index/err"
    echo "segments $(du -sb "$index/i/segments" | cut -f1) bytes, snapshot $(du -sb "$index/i/snapshots" | cut -f1) bytes"
    rm -rf "$index"
done
echo
echo "## links out of html.warc.gz"
artifacts/bin/Vennlink.Bench/release/Vennlink.Bench links "$folder/html.warc.gz"
