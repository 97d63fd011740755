#!/usr/bin/env bash
# Makes the command that users run, compiled ahead of time.
#   ./publish.sh                  one native file, for the processor of this machine
#   ./publish.sh --cpu x86-64-v3  the same for other machines: runs where the processor has at least this level
#   ./publish.sh --ready-to-run   where there is no linker: the runtime beside it, and a slower start
# Writes artifacts/publish/vennlink or artifacts/publish/vennlink-ready-to-run. Take the whole folder: SQLite's library and
# the samples of the demo lie beside the command. docs/decisions/0009-compiled-ahead-of-time.md has the figures.
# Needs the .NET 10 SDK and, for a native file, a C compiler to link with; as root it installs clang with apt-get.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() { sed -n '2,5p' "$0" | cut -c3- >&2; exit 2; }

# The processor that compiles is taken as the one that runs: the compiler cannot leave the choice of wider vectors to run time.
out=artifacts/publish/vennlink cpu=native
case "${1:-}" in
    "") ;;
    --cpu) cpu=${2:-}; [ -n "$cpu" ] || usage ;;
    --ready-to-run) out=artifacts/publish/vennlink-ready-to-run cpu= ;;
    *) usage ;;
esac

can_link() { echo 'int main(void) { return 0; }' | "$1" -x c - -o /dev/null 2>/dev/null; }

if [ -n "$cpu" ] && ! can_link clang && ! can_link gcc; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "installing clang"
        { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends clang libc6-dev; } >/dev/null || true
    fi

    if ! can_link clang && ! can_link gcc; then
        echo "publish.sh: a native file needs a C compiler to link with: install clang or gcc (apt-get install clang libc6-dev)," >&2
        echo "or run ./publish.sh --ready-to-run, which needs none" >&2
        exit 1
    fi
fi

rm -rf "$out"
if [ -n "$cpu" ]; then
    how=(-p:PublishAot=true -p:IlcInstructionSet="$cpu")
else
    # With the runtime, for only what is compiled in one go has no generic type of the runtime left to compile at the start.
    how=(-p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true --self-contained -p:PublishTrimmed=true)
fi

# In a folder of its own: a build and a publish restore different packages, and each would undo what the other has restored.
dotnet publish src/Vennlink.Cli/Vennlink.Cli.csproj -c Release --use-current-runtime "${how[@]}" \
    -p:ArtifactsPath="$PWD/artifacts/publish/work" -o "$out" -v quiet
rm -f "$out"/*.pdb
echo "$out/vennlink: $("$out/vennlink" --version)"
