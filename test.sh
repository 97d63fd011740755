#!/usr/bin/env bash
# The one command that says whether this checkout is sound: restore, build with warnings as errors, format check,
# all tests and conformance suites, and short runs of what has long scripts of its own (fuzzing, kill -9, the demo).
# Needs the .NET 10 SDK. As root it installs with apt-get what some tests use besides; otherwise those tests are skipped by name.
# Last line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

passed=0 failed=0 skipped=0
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

trap 'trap - INT TERM; kill 0' INT TERM

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
    exit $?
}

# lane NAME: the checks of the function NAME, in the background beside those of other lanes; they may not change what another lane reads. Its counts are added by `join`.
lane() {
    (
        trap - EXIT
        passed=0 failed=0 skipped=0 lane=$1
        "$1"
        echo "$passed $failed $skipped" >"$log/counts-$1"
    ) &
    lanes+=("$1:$!")
}
lane=main lanes=()

join() {
    local entry name counts
    for entry in "${lanes[@]}"; do
        name=${entry%:*}
        wait "${entry##*:}"
        if read -r -a counts <"$log/counts-$name"; then
            passed=$((passed + counts[0])) failed=$((failed + counts[1])) skipped=$((skipped + counts[2]))
        else
            failed=$((failed + 1))
            echo "FAILED  the checks of $name ended early"
        fi
    done
}

# step NAME COMMAND...: one check that is not a unit test; counts as one. Its output is shown when it fails.
step() {
    local name=$1 started=$SECONDS
    shift
    if "$@" >"$log/step-$lane" 2>&1; then
        passed=$((passed + 1))
        echo "ok      $name ($((SECONDS - started)) s)"
    else
        failed=$((failed + 1))
        echo "FAILED  $name: $*"
        tail -n 60 "$log/step-$lane"
        return 1
    fi
}

skip() {
    skipped=$((skipped + 1))
    echo "SKIPPED $1: $2"
}

# links COMPILER: whether it can link a program, for which a compiler alone is not enough.
links() { echo 'int main(void) { return 0; }' | "$1" -x c - -o /dev/null 2>/dev/null; }

# A job in the background of a shell ignores SIGINT, and so does all it starts; tests of Ctrl-C need the default back.
as_foreground=()
env --default-signal=INT true 2>/dev/null && as_foreground=(env --default-signal=INT)

# suite PROJECT: runs one test project and adds its counts.
suite() {
    local name=$1 started=$SECONDS said="$log/$1-$lane" line total errors
    "${as_foreground[@]}" "artifacts/bin/$name/release/$name" -noColor -noLogo >"$said" 2>&1
    local status=$?
    grep -E '\[(FAIL|SKIP)\]' "$said" | sort -u
    line=$(grep -E 'Total: [0-9]+, ' "$said" | tail -n 1)
    if [ -z "$line" ]; then
        failed=$((failed + 1))
        echo "FAILED  $name ran no tests (exit $status)"
        tail -n 40 "$said"
        return 1
    fi
    total=$(sed -E 's/.*Total: ([0-9]+).*/\1/' <<<"$line")
    errors=$(($(sed -E 's/.*Errors: ([0-9]+).*/\1/' <<<"$line") + $(sed -E 's/.*Failed: ([0-9]+).*/\1/' <<<"$line")))
    local skips notrun
    skips=$(sed -E 's/.*Skipped: ([0-9]+).*/\1/' <<<"$line")
    notrun=$(sed -E 's/.*Not Run: ([0-9]+).*/\1/;t;s/.*/0/' <<<"$line")
    [ "$status" -ne 0 ] && [ "$errors" -eq 0 ] && errors=1
    passed=$((passed + total - errors - skips - notrun))
    failed=$((failed + errors))
    skipped=$((skipped + skips))
    echo "$([ "$errors" -eq 0 ] && echo 'ok     ' || echo 'FAILED ') $name: $line ($((SECONDS - started)) s)"
    [ "$errors" -eq 0 ] || grep -vE '^\s*(Starting|Finished|Discover)' "$said" | tail -n 120
}

# Tools that single tests use: curl and python3-requests replay the documented calls, and the Python client is tested with the latter, afl++ drives the short fuzz run, libdeflate0 is what inflates
# gzip members at once where it is there, clang links the native file, chromium shows the page.
tools=(curl python3 python3-requests afl++ libdeflate0 clang libc6-dev chromium)
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    missing=()
    for tool in "${tools[@]}"; do
        dpkg-query -W -f='${Status}' "$tool" 2>/dev/null | grep -q 'ok installed' || missing+=("$tool")
    done
    if [ "${#missing[@]}" -gt 0 ]; then
        echo "installing ${missing[*]}"
        { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
            >"$log/apt" 2>&1 || { echo "apt-get could not install ${missing[*]}; tests that use them are skipped"; tail -n 5 "$log/apt"; }
    fi
fi

step "restore, lock files unchanged" dotnet restore Vennlink.slnx --locked-mode || finish
step "build, warnings are errors" dotnet build Vennlink.slnx -c Release --no-restore || finish

core() { suite Vennlink.Tests; }

page() { suite Vennlink.Page.Tests; }

around() {
    suite Vennlink.Server.Tests
    suite Vennlink.Cli.Tests
    if python3 -c 'import requests' 2>/dev/null; then
        step "Python client, against the real server" env VENNLINK_COMMAND="$PWD/artifacts/bin/Vennlink.Cli/release/vennlink" \
            python3 -m unittest discover -s clients/python/tests
    else
        skip "Python client" "python3 with requests is not installed (apt-get install python3-requests)"
    fi
}

# One after the other, since some build.
checks() {
    # Layout and order of usings; all other rules of style were errors of the build already, and running their analyzers again takes three times as long as the rest of this.
    step "format" dotnet format Vennlink.slnx --verify-no-changes --no-restore --diagnostics IDE0055

    local demo_dir
    demo_dir=$(mktemp -d)
    step "demo, from a foreign folder" env XDG_DATA_HOME="$demo_dir/data" bash -c \
        "cd / && '$PWD/artifacts/bin/Vennlink.Cli/release/vennlink' demo --dir '$demo_dir/index' --no-serve"
    rm -rf "$demo_dir"

    if command -v afl-fuzz >/dev/null; then
        step "fuzz, 5 s a target" tests/Vennlink.Fuzz/fuzz.sh all 5
    else
        skip "fuzz" "afl-fuzz is not installed (apt-get install afl++)"
    fi

    # Outside the solution, for its packages are large: checked where it was once built.
    if [ -d "${NUGET_PACKAGES:-$HOME/.nuget/packages}/duckdb.net.bindings.full" ]; then
        step "peers agree, small" bench/peers.sh --smoke --out /dev/null
        if [ -x /usr/bin/time ]; then
            step "lists agree with DuckDB, small" bench/lists.sh --smoke
        else
            skip "lists beside DuckDB" "GNU time is not installed (apt-get install time)"
        fi
    else
        skip "peers" "the packages of bench/Vennlink.Peers are not on this machine (bench/peers.sh fetches them)"
    fi

    step "cost of questions, small" bench/questions.sh --smoke

    step "kill -9 at random moments, 3 times" tests/kill-test.sh 3

    # The file that users run is compiled in another way than what the other suites test.
    if links clang || links gcc; then
        step "publish" ./publish.sh && VENNLINK_COMMAND="$PWD/artifacts/publish/vennlink/vennlink" suite Vennlink.Cli.Tests
    else
        skip "publish" "no C compiler to link with (apt-get install clang libc6-dev)"
    fi
}

# Much of each is one core's or waits; together they keep two busy.
lane core
lane around
lane page
lane checks
join
finish
