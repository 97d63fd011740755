# Sourced by the scripts that measure builds of growing size (pages.sh, graph.sh), after they have set folder, memory and threads.
# Builds what is measured in release, and says on which machine. Needs GNU time.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for project in src/Vennlink.Cli bench/Vennlink.Bench bench/Vennlink.Webs; do dotnet build -c Release $project >/dev/null; done
bin=$PWD/artifacts/bin
webs=$bin/Vennlink.Webs/release/Vennlink.Webs
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores, .NET $(dotnet --version), --memory $memory --threads $threads"

# inputs WHAT FILE...: the heading of one size, and how long it takes to do nothing but decompress the files.
inputs() {
    local what=$1
    shift
    echo
    echo "## $what, inputs $(du -cb "$@" | tail -1 | cut -f1) bytes"
    echo "decompression alone, one thread: $("$bin/Vennlink.Bench/release/Vennlink.Bench" gunzip "$@")"
}

# build INDEX INPUT...: builds, or adds with --add; the command's report is left in $folder/report, what time said in the last line of $folder/err.
build() {
    local index=$1 watch
    shift
    : >"$folder/disk"
    # The most disk that is taken while it runs, looked at every second.
    (while sleep 1; do du -sb "$index" 2>/dev/null | cut -f1 >>"$folder/disk" || true; done) &
    watch=$!
    /usr/bin/time -f '%e s wall, %U s user, %S s system, %M KiB peak resident' \
        "$bin/Vennlink.Cli/release/vennlink" build --out "$index" --memory "$memory" --threads "$threads" "$@" >"$folder/report" 2>"$folder/err"
    kill "$watch" || true
    echo "$(tail -n 1 "$folder/err"), most disk $(sort -n "$folder/disk" | tail -1) bytes"
    echo '```'
    sed -n '/^STAGE/,$p' "$folder/report"
    echo '```'
}

# number NAME: a number of the report.
number() { awk -v name="$1" '$1 == name { gsub(",", "", $2); print $2 }' "$folder/report"; }
