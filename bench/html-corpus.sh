#!/usr/bin/env bash
# Makes the HTML input of the build benchmark: the HTML of Debian documentation packages (1.06 GB), wrapped as WARC.
#   bench/html-corpus.sh OUT-FOLDER [COPIES]     writes OUT-FOLDER/html.warc.gz, or html-xCOPIES.warc.gz
# Needs apt-get and dpkg-deb (Debian or Ubuntu); packages are downloaded and unpacked, not installed.
set -euo pipefail
out=$(realpath -m "${1:?usage: html-corpus.sh OUT-FOLDER [COPIES]}")
copies=${2:-1}
cd "$(dirname "$0")/.."
packages=(openjdk-17-doc sagemath-doc linux-doc-6.1 libboost1.74-doc python3.11-doc qtbase5-doc-html
    libglib2.0-doc libgtk-3-doc postgresql-doc-15 r-doc-html erlang-doc octave-doc)
mkdir -p "$out/debs" "$out/pages"
for package in "${packages[@]}"; do
    if [ ! -d "$out/pages/$package" ]; then
        (cd "$out/debs" && apt-get download "$package")
        dpkg-deb -x "$out/debs/$package"_*.deb "$out/pages/$package.part"
        mv "$out/pages/$package.part" "$out/pages/$package"
    fi
done
name=html$([ "$copies" = 1 ] || echo "-x$copies").warc.gz
dotnet run -c Release --project bench/Vennlink.Bench -- wrap "$out/pages" "$out/$name" "$copies"
