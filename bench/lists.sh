#!/usr/bin/env bash
# Vennlink beside DuckDB on one link list: both load it, with root domains by the list of public suffixes, and answer one question.
# Answers are compared; what is measured is processor time (user + system) of load and question. How: docs/peers.md.
#   bench/lists.sh [--pages N] [--work DIR] [--threads N] [--memory M]
#   --pages N    pages of the list that is made, 101 rows each (100000: 10 million rows)
#   --work DIR   where list, table and index are put (default: a temporary folder, removed at the end)
#   --smoke      1000 pages; ends with an error when answers differ
# Prints Markdown. Needs GNU time (apt-get install time). Run it on an idle machine.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
pages=100000 work='' threads=$(nproc) memory=2GiB
while [ $# -gt 0 ]; do
    case $1 in
        --pages) pages=$2; shift 2 ;;
        --work) work=$2; shift 2 ;;
        --threads) threads=$2; shift 2 ;;
        --memory) memory=$2; shift 2 ;;
        --smoke) pages=1000; shift ;;
        *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
if [ -z "$work" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi
mkdir -p "$work"
cd "$root"
bin=$root/artifacts/bin
# The command is taken as it is when it is there: tests may be running it.
for project in src/Vennlink.Cli bench/Vennlink.Webs bench/Vennlink.Peers; do
    name=$(basename $project)
    [ "$name" != Vennlink.Peers ] && [ -d "$bin/$name/release" ] || dotnet build -c Release $project >"$work/build.log" || { tail -n 20 "$work/build.log" >&2; exit 1; }
done
vennlink=${VENNLINK_COMMAND:-$bin/Vennlink.Cli/release/vennlink}
duckdb=("$bin/Vennlink.Peers/release/Vennlink.Peers" duckdb)
suffixes=$root/src/Vennlink.Core/Urls/public_suffix_list.dat

# cpu NAME COMMAND...: runs it, and leaves its seconds of processor time in $work/NAME.cpu.
cpu() {
    local name=$1
    shift
    /usr/bin/time -f '%U %S %e' -o "$work/$name.time" "$@"
    awk '{ printf "%.2f", $1 + $2 }' "$work/$name.time" >"$work/$name.cpu"
}

# Hosts are few beside rows, so what is asked of the list of suffixes is asked once a host. The longest rule counts, an exception before all,
# and a host no rule is for ends in its last label; what is itself a suffix is a site of its own.
load_sql() {
    cat <<SQL
SET threads = $threads;
SET preserve_insertion_order = false;
CREATE MACRO host_of(url) AS regexp_extract(url, '^https?://([^/?#:]+)', 1);
CREATE TABLE rules AS SELECT rule FROM read_csv('$suffixes', header = false, columns = {'rule': 'VARCHAR'}, delim = '\t', quote = '', escape = '', comment = '')
  WHERE rule <> '' AND NOT starts_with(rule, '//');
CREATE TEMP TABLE raw AS SELECT source, target, anchor, rel, host_of(source) AS source_host, host_of(target) AS target_host
  FROM read_csv('$1', header = true, columns = {'source': 'VARCHAR', 'target': 'VARCHAR', 'anchor': 'VARCHAR', 'rel': 'VARCHAR'});
CREATE TABLE hosts AS
WITH all_hosts AS (SELECT DISTINCT source_host AS host FROM raw UNION SELECT DISTINCT target_host FROM raw),
  suffixes AS (SELECT host, string_split(host, '.') AS labels, unnest(range(1, len(string_split(host, '.')) + 1)) AS start FROM all_hosts),
  candidates AS (
    SELECT host, start AS suffix_start, 1 AS is_rule FROM suffixes JOIN rules ON rule = array_to_string(labels[start:], '.')
    UNION ALL SELECT host, start, 1 FROM suffixes JOIN rules ON rule = '*.' || array_to_string(labels[start + 1:], '.')
    UNION ALL SELECT host, start + 1, 2 FROM suffixes JOIN rules ON rule = '!' || array_to_string(labels[start:], '.')
    UNION ALL SELECT host, max(start), 0 FROM suffixes GROUP BY host),
  suffix_of AS (SELECT host, arg_min(suffix_start, suffix_start - 100 * is_rule) AS suffix_start FROM candidates GROUP BY host)
SELECT host, array_to_string(string_split(host, '.')[greatest(1, suffix_start - 1):], '.') AS root FROM suffix_of;
CREATE TABLE links AS SELECT source, target, anchor, rel, s.root AS source_root, t.root AS target_root
  FROM raw JOIN hosts s ON s.host = source_host JOIN hosts t ON t.host = target_host;
SQL
}

# Links inside a site do not count, and who lies in the site of the negative target is none of the answer.
ask_sql() {
    cat <<SQL
SET threads = $threads;
SET preserve_insertion_order = false;
SELECT regexp_replace(source, '^https?://', '') AS page FROM links
WHERE target_root IN ('$1', '$2', '$3', '$4') AND source_root <> target_root AND source_root <> '$4'
GROUP BY page HAVING count(DISTINCT target_root) FILTER (target_root <> '$4') >= 2 AND bool_and(target_root <> '$4');
SQL
}

# measure NAME LIST
measure() {
    local name=$1 list=$2 targets rows
    rm -rf "$work/$name.duckdb" "$work/$name.index"
    load_sql "$list" >"$work/load.sql"
    cpu "$name-duckdb-load" "${duckdb[@]}" "$work/$name.duckdb" "$work/load.sql" >"$work/out"
    echo "SELECT target_root FROM links WHERE source_root <> target_root GROUP BY ALL ORDER BY count(DISTINCT source) DESC, 1 LIMIT 4" >"$work/targets.sql"
    mapfile -t targets < <("${duckdb[@]}" "$work/$name.duckdb" "$work/targets.sql")
    ask_sql "${targets[@]}" >"$work/ask.sql"
    cpu "$name-duckdb-ask" "${duckdb[@]}" "$work/$name.duckdb" "$work/ask.sql" >"$work/duckdb.rows"
    cpu "$name-vennlink-load" "$vennlink" build --out "$work/$name.index" --threads "$threads" --memory "$memory" "$list" >"$work/out" 2>"$work/err" || { tail -n 5 "$work/err" >&2; exit 1; }
    cpu "$name-vennlink-ask" "$vennlink" intersect --index "$work/$name.index" --to "${targets[@]:0:3}" --not "${targets[3]}" --min 2 --format csv >"$work/vennlink.csv" 2>"$work/err"
    sed 1d "$work/vennlink.csv" | cut -d, -f1 | sed -E 's,^"?https?://,,; s/"$//' | LC_ALL=C sort >"$work/vennlink.sorted"
    LC_ALL=C sort "$work/duckdb.rows" >"$work/duckdb.sorted"
    rows=$(wc -l <"$work/duckdb.sorted")
    if ! cmp -s "$work/vennlink.sorted" "$work/duckdb.sorted" || [ "$rows" = 0 ]; then
        echo "lists.sh: answers differ: $rows rows of DuckDB, $(wc -l <"$work/vennlink.sorted") of Vennlink (--to ${targets[*]:0:3} --not ${targets[3]} --min 2)" >&2
        diff "$work/vennlink.sorted" "$work/duckdb.sorted" | head -n 10 >&2 || true
        exit 1
    fi
    local of=(vennlink-load vennlink-ask duckdb-load duckdb-ask) cells=''
    for step in "${of[@]}"; do cells+=" $(cat "$work/$name-$step.cpu") |"; done
    echo "| $name | $rows, equal |$cells $(paste -d' ' "$work/$name-"{vennlink-load,vennlink-ask,duckdb-load,duckdb-ask}.cpu | awk '{ printf "%.2f", ($1 + $2) / ($3 + $4) }') |"
}

[ -f "$work/list/links-00000.csv.gz" ] || "$bin/Vennlink.Webs/release/Vennlink.Webs" pages --pages "$pages" --out "$work/list" >"$work/out" 2>"$work/err"
gzip -dc "$work/list/links-00000.csv.gz" >"$work/list.csv"
# The same rows with those of a page apart: no loader can gather a page as it reads.
[ -f "$work/shuffled.csv" ] || { head -n 1 "$work/list.csv"; sed 1d "$work/list.csv" | shuf --random-source=<(yes 1); } >"$work/shuffled.csv"
echo 'SELECT version()' >"$work/version.sql"
cpu start "${duckdb[@]}" "$work/start.duckdb" "$work/version.sql" >"$work/version"
echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(nproc) cores, .NET $(dotnet --version), $("$vennlink" --version), DuckDB $(cat "$work/version"), --memory $memory --threads $threads"
echo
echo "$(($(wc -l <"$work/list.csv") - 1)) rows, $(stat -c %s "$work/list.csv") bytes of CSV. Seconds of processor time; those of DuckDB hold $(cat "$work/start.cpu") a process to start .NET."
echo
echo "| list | rows of the answer | Vennlink: build | question | DuckDB: load | question | Vennlink / DuckDB |"
echo "|---|---|---|---|---|---|---|"
measure crawled "$work/list.csv"
measure shuffled "$work/shuffled.csv"
