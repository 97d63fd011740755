#!/usr/bin/env bash
# Coverage-guided fuzzing of one parser, or of all, each for so many seconds; of all, as many at a time as there are cores. Needs afl++
# (apt-get install afl++).
#   tests/Vennlink.Fuzz/fuzz.sh TARGET|all SECONDS
# A crash, a hang over 5 s or more than 1 GiB of heap is a find: it stays in artifacts/fuzz/out/TARGET, and the script fails.
# A find that is mended goes to tests/Vennlink.Fuzz/corpus/TARGET under a name that says what it was; the tests replay that folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
wanted=${1:?usage: fuzz.sh TARGET|all SECONDS}
seconds=${2:?usage: fuzz.sh TARGET|all SECONDS}

bin=artifacts/fuzz/bin
if [ ! -e "$bin/.instrumented" ] || [ -n "$(find src tests/Vennlink.Fuzz -name '*.cs' -newer "$bin/.instrumented" -print -quit)" ]; then
    rm -rf "$bin"
    dotnet build -c Release tests/Vennlink.Fuzz --no-restore -o "$bin" >/dev/null
    dotnet tool restore >/dev/null
    for assembly in Vennlink.Core Vennlink.Server; do
        dotnet sharpfuzz "$bin/$assembly.dll"
    done
    touch "$bin/.instrumented"
fi

# The runtime's own signals and huge address space are no finds; the heap limit is what bounds memory.
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1
export DOTNET_GCHeapHardLimit=0x40000000 DOTNET_TieredPGO=0

if [ "$wanted" = all ]; then
    # One target keeps one core busy.
    ls tests/Vennlink.Fuzz/corpus | xargs -P "$(nproc)" -I TARGET tests/Vennlink.Fuzz/fuzz.sh TARGET "$seconds"
    exit
fi

out=artifacts/fuzz/out/$wanted
rm -rf "$out"
mkdir -p "$out"
status=0
fuzz() {
    afl-fuzz -V "$seconds" -t 5000 -m none -i "tests/Vennlink.Fuzz/corpus/$wanted" -o "$out" \
        -- dotnet "$bin/Vennlink.Fuzz.dll" "$wanted" >"$out/log" 2>&1
}
# Seen on a busy machine, and not explained: the first run of a target counts nothing, and the fuzzer gives up. No find.
for attempt in 1 2 3 4 5; do
    fuzz && break
    if [ "$attempt" = 5 ] || ! grep -q "No instrumentation detected" "$out/log"; then
        tail -n 20 "$out/log"
        status=1
        break
    fi
    sleep 5
done
value() { sed -nE "s/^$1 +: //p" "$out/default/fuzzer_stats"; }
echo "$wanted: $(value execs_done) runs in $(value run_time) s, $(value corpus_count) inputs, $(value saved_crashes) crashes, $(value saved_hangs) hangs"
[ "$(value saved_crashes)" = 0 ] && [ "$(value saved_hangs)" = 0 ] || status=1
exit $status
