#!/usr/bin/env bash
# usage: tests/data/indexes/make.sh
# Makes the kept indexes of the version that the built command writes, in vN beside this script, with the answers that tests ask for.
# Run it when that version is new, and never again for a version that was released: what is kept is what old builds wrote.
set -euo pipefail
cd "$(dirname "$0")"
vennlink=$PWD/../../../artifacts/bin/Vennlink.Cli/release/vennlink
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# 4,200 pages of 70 sites that link to wide.example: a long list, with the list of its sites stored; 40 of them link to narrow.example too.
awk 'BEGIN {
    print "source,target,anchor,title,rel,first_seen,last_seen"
    for (page = 0; page < 4200; page++) {
        url = "http://fan" page % 70 ".example/" page
        print url ",http://wide.example/,Wide " page % 3 ",Fan " page % 5 "," (page % 7 ? "" : "nofollow") ",2024-01-0" 1 + page % 9 ",2024-02-01"
        if (page % 105 == 0) print url ",http://www.narrow.example/a?b=1,,,,,"
    }
}' >"$work/rows.csv"

# A crawl: a page with a title and links of two kinds, read again when one link was gone; a redirect; a page that is not there.
record() { # DATE URL HTTP
    printf 'WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: %s\r\nWARC-Target-URI: %s\r\n' "$1" "$2"
    printf 'WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-%012d>\r\n' $((++records))
    printf 'Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n' "$(printf '%b' "$3" | wc -c)" "$3"
}
records=0
html='HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n'
{
    record 2024-03-01T00:00:00Z http://crawled.example/ \
        "$html<title>A crawled page</title><a href=http://wide.example/>wide</a> <a href=//narrow.example/ rel=nofollow>narrow</a>"
    record 2024-03-02T00:00:00Z http://moved.example/ 'HTTP/1.1 301 Moved\r\nLocation: http://narrow.example/\r\n\r\n'
    record 2024-03-03T00:00:00Z http://gone.example/ 'HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\ngone'
    record 2024-04-01T00:00:00Z http://crawled.example/ "$html<title>Crawled again</title><a href=http://wide.example/>wide</a>"
} >"$work/crawl.warc"

# A graph of root domains.
mkdir "$work/graph"
printf '0\tcom.a\t1\n1\tcom.b\t1\n2\tnet.c\t1\n3\torg.d\t1\n' >"$work/graph/vertices.txt"
printf '0\t2\n0\t3\n1\t2\n1\t3\n3\t2\n' >"$work/graph/edges.txt"

# A suffix list of four lines: the built-in one is 100 KB, and changes.
build() { "$vennlink" build --public-suffix-list suffixes.dat "$@" >/dev/null 2>&1; }
build --out "$work/pages" "$work/rows.csv" "$work/crawl.warc"
build --out "$work/domains" --graph-of-domains "$work/graph"

version=v$("$vennlink" inspect --index "$work/pages" --format json | sed -nE 's/.*"format_version": ?([0-9]+).*/\1/p')
rm -rf "$version"
mkdir "$version"
for index in pages domains; do
    mv "$work/$index" "$version/$index"
done
"$vennlink" intersect --index "$version/pages" --to wide.example narrow.example --min 2 --source page --format csv >"$version/pages.intersect.csv"
"$vennlink" export links --index "$version/pages" --format csv | sha256sum | cut -c1-64 >"$version/pages.export.sha256"
"$vennlink" intersect --index "$version/domains" --to c.net d.org --min 1 --source root_domain --format csv >"$version/domains.intersect.csv"
"$vennlink" export links --index "$version/domains" --format csv | sha256sum | cut -c1-64 >"$version/domains.export.sha256"
du -sh "$version"
