#!/usr/bin/env bash
# Vennlink beside what one would use instead, on the same data and the same questions, answers checked equal before timing. How and why: docs/peers.md.
#   bench/peers.sh [OPTIONS] DATA…
# DATA: a folder with a Common Crawl style graph (vertices, edges, ranks), a link list, or a finished Vennlink index. Sources are root domains; of a list or an index also pages.
#   --work DIR            where everything is put (default: a temporary folder, removed at the end)
#   --out FILE            the tables (default: standard output)
#   --peers A,B,…         engines, in this order
#   --scopes page,root_domain   what the sources are (default: by the kind of DATA)
#   --questions N         questions of each kind (3)
#   --cell-seconds S      longest time for one operation on one kind of question, after its least number of runs (0.5)
#   --engine-seconds S    longest time to ask one engine; what is left then is left out and said (150)
#   --threads N           cores to build with (all); asking is pinned to one, but for engines whose name ends in -2
#   --memory M            of vennlink build (8GiB)
#   --keep                keep what engines built, and their figures
#   --smoke               instead of DATA: a web of 20,000 domains made for it, and engines that come with the build; ends with an error when an answer is wrong
#   --resume              with a --work that was kept: do not ask again who was asked; their figures are of an earlier time, then
# As root it installs with apt-get and npm what is missing; engines that are not there are skipped by name.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work='' out='' peers=croaring,duckdb,duckdb-2,lucene,postgres,postgres-array,lucene.net,sqlite,clickhouse-2018,redis scopes=''
questions=3 cell_seconds=0.5 engine_seconds=150 threads=$(nproc) memory=8GiB keep=false resume=false smoke=false failed=0
data=()
while [ $# -gt 0 ]; do
  case $1 in
    --work) work=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --peers) peers=$2; shift 2 ;;
    --scopes) scopes=$2; shift 2 ;;
    --questions) questions=$2; shift 2 ;;
    --cell-seconds) cell_seconds=$2; shift 2 ;;
    --engine-seconds) engine_seconds=$2; shift 2 ;;
    --threads) threads=$2; shift 2 ;;
    --memory) memory=$2; shift 2 ;;
    --keep) keep=true; shift ;;
    --resume) resume=true; shift ;;
    --smoke) smoke=true; shift ;;
    -*) echo "peers.sh: no option $1" >&2; exit 2 ;;
    *) data+=("$(realpath "$1")"); shift ;;
  esac
done
if $smoke; then
  peers=duckdb,sqlite,lucene.net questions=1 cell_seconds=0 engine_seconds=1
fi
$smoke || [ "${#data[@]}" -gt 0 ] || { sed -n '2,20s/^# \{0,1\}//p' "$0" >&2; exit 2; }
if [ -z "$work" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
mkdir -p "$work/tools" && work=$(realpath "$work")
out=${out:+$(realpath -m "$out")}
export VENNLINK_PEER_TOOLS=$work/tools DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cd "$root" || exit 1
say() { echo "$(date +%T) $*" >&2; }
wants() { [[ ",$peers," == *",$1"[,.-]* ]]; }

# What each engine needs from Debian.
packages=(time)
if wants croaring; then packages+=(gcc npm); fi
if wants lucene; then packages+=(openjdk-17-jdk-headless liblucene8-java); fi
if wants postgres; then packages+=(postgresql postgresql-contrib); fi
if wants clickhouse; then packages+=(clickhouse-server); fi
if wants redis; then packages+=(redis-server); fi
if ! $smoke && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  missing=()
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || command -v "$package" >/dev/null || missing+=("$package")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    say "installing ${missing[*]}"
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$work/apt.log" 2>&1 \
      || say "apt-get could not install ${missing[*]}: see $work/apt.log"
  fi
fi

say building
vennlink=$root/artifacts/bin/Vennlink.Cli/release/vennlink
build() { dotnet build -c Release "$1" >>"$work/build.log" 2>&1 || { tail -n 20 "$work/build.log" >&2; exit 1; }; }
# A smoke run takes the command as it is: building it again writes its runtimeconfig.json anew, and tests that run it meanwhile fail.
if ! $smoke || [ ! -x "$vennlink" ]; then build src/Vennlink.Cli; fi
build bench/Vennlink.Peers
export VENNLINK=$vennlink
harness=$root/artifacts/bin/Vennlink.Peers/release/Vennlink.Peers

if $smoke; then
  build bench/Vennlink.Webs
  "$root/artifacts/bin/Vennlink.Webs/release/Vennlink.Webs" domains --nodes 20000 --out "$work/smoke" >"$work/smoke.log" 2>&1 || { tail -n 5 "$work/smoke.log" >&2; exit 1; }
  data=("$work/smoke")
fi

# The newest CRoaring that a package manager has: 4.5.0, inside npm's roaring 2.7.0, as one file of C++ glue and C. Only the C is taken.
if wants croaring && [ ! "$work/tools/croaring-peer" -nt bench/Vennlink.Peers/native/croaring-peer.c ]; then
  (cd "$work/tools" && npm install --no-audit --no-fund --ignore-scripts --prefix "$work/tools" roaring@2.7.0 \
    && awk '/^#line [0-9]+ "/ { keep = index($0, "submodules/CRoaring/") > 0 } keep && !/^#line /' node_modules/roaring/roaring-node.cpp >croaring.h \
    && gcc -O3 -march=native -DNDEBUG -w -I. -o croaring-peer "$root/bench/Vennlink.Peers/native/croaring-peer.c") >"$work/croaring.log" 2>&1 \
    || say "CRoaring could not be had: see $work/croaring.log"
fi

export LUCENE_JAR
LUCENE_JAR=$(ls /usr/share/java/lucene-core-8*.jar 2>/dev/null | head -n 1)
if wants lucene && [ -n "$LUCENE_JAR" ]; then
  javac -cp "$LUCENE_JAR" -d "$work/tools" bench/Vennlink.Peers/java/LucenePeer.java >"$work/lucene.log" 2>&1 || say "LucenePeer.java: see $work/lucene.log"
fi

# PostgreSQL runs as its own user, who must get to its folder.
chmod a+x "$work"

# One core for all that an engine does while it is asked, harness included; the last one, since interrupts tend to go to the first.
last=$(($(nproc) - 1))
pinned() { if [[ $1 == *-2 ]]; then taskset -c "$((last - 1)),$last" "${@:2}"; else taskset -c "$last" "${@:2}"; fi; }

http=vennlink-http,
$smoke && http='' # asks nine pages ahead of each tenth one; its own tests check its answers
IFS=, read -ra engines <<<"vennlink,$http$peers"
report=$work/report.md
: >"$report"
for input in "${data[@]}"; do
  name=$(basename "$input")
  kinds=$scopes
  if [ -f "$input/CURRENT" ]; then
    index=$input
    kinds=${kinds:-page,root_domain}
  else
    index=$work/$name.index
    if [ -d "$input" ] && ls "$input" | grep -q vertices; then kinds=${kinds:-root_domain}; else kinds=${kinds:-page,root_domain}; fi
    if [ ! -f "$index/CURRENT" ]; then
      say "vennlink build of $name"
      timed=()
      [ -x /usr/bin/time ] && timed=(/usr/bin/time -f '%e %M' -o "$index.time")
      "${timed[@]}" "$vennlink" build --out "$index" --threads "$threads" --memory "$memory" "$input" >"$index.log" 2>&1 \
        || { tail -n 5 "$index.log" >&2; exit 1; }
    fi
  fi
  for scope in ${kinds//,/ }; do
    set=$work/$name.$scope
    if [ ! -f "$set/questions.json" ]; then
      say "export of $name, $scope"
      "$harness" export "$index" "$scope" "$name" "$set" >&2 && "$harness" questions "$set" "$questions" || exit 1
    fi
    for engine in "${engines[@]}"; do
      if ! why=$("$harness" missing "$engine"); then
        say "SKIPPED $engine: $why"
        continue
      fi
      if $resume && [ -f "$set/$engine.ask.json" ]; then continue; fi
      store=$set/${engine%-2}
      if [[ $engine != *-2 ]] && [ ! -f "$set/$engine.build.json" ]; then
        say "$engine: loading $name, $scope"
        rm -rf "$store" # of a load that was cut off
        "$harness" build "$engine" "$set" "$store" || { say "FAILED $engine: loading"; failed=1; continue; }
      fi
      say "$engine: asking"
      pinned "$engine" "$harness" ask "$engine" "$set" "$store" "$cell_seconds" "$engine_seconds" || { say "FAILED $engine: asking"; failed=1; }
      # What a -2 that follows asks is kept until then.
      if ! $keep && [[ ",$peers," != *",${engine%-2}-2,"* || $engine == *-2 ]]; then rm -rf "$store"; fi
    done
    "$harness" report "$set" "${engines[@]}" >>"$report"
    $keep || rm -rf "$set"
  done
done

machine=$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs)
head=$(printf '# Vennlink and its peers\n\n%s, %s cores, %s GiB, .NET %s, %s. One core for all that an engine does while it is asked, two for names that end in -2; one client.\nHow each engine is set up and asked: [peers.md](../../../docs/peers.md). Commit %s, %s.\n\n' \
  "$machine" "$(nproc)" "$(($(grep -m1 MemTotal /proc/meminfo | tr -dc 0-9) >> 20))" "$(dotnet --version)" "$(uname -sr)" "$(git rev-parse --short HEAD)" "$(date -u +%F)")
if [ -n "$out" ]; then
  { echo "$head"; echo; cat "$report"; } >"$out"
  say "wrote $out"
else
  echo "$head"; echo; cat "$report"
fi
exit "$failed"
