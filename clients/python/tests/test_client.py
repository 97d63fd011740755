"""Tests against the real server: VENNLINK_COMMAND names the command that builds and serves."""

import csv
import importlib.util
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import typing
import unittest

import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "src"))

import vennlink  # noqa: E402
from vennlink import questions  # noqa: E402

COMMAND = os.environ.get("VENNLINK_COMMAND") or shutil.which("vennlink")
SAMPLES = pathlib.Path(__file__).resolve().parents[3] / "samples"
BOTH = {"to": ["heroku.com", "netlify.com"], "not": ["vercel.com"], "min": 1}


class ClientTests(unittest.TestCase):
    """One server for all tests."""

    @classmethod
    def setUpClass(cls) -> None:
        if not COMMAND:
            raise unittest.SkipTest("VENNLINK_COMMAND names no command")
        cls.folder = tempfile.mkdtemp(prefix="vennlink-python-")
        cls.run_command("build", "--out", "sites", str(SAMPLES / "awesome-edges.csv.gz"))
        added = cls.run_command("keys", "add", "python", "--keys", "keys.db")
        cls.access_id = re.search(r"Access ID: *(\S+)", added).group(1)
        cls.secret_key = re.search(r"Secret key: *(\S+)", added).group(1)
        cls.server, cls.url = cls.serve("sites")
        cls.client = vennlink.Client(cls.url, cls.access_id, cls.secret_key)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.client.close()
        cls.stop(cls.server)
        shutil.rmtree(cls.folder)

    @classmethod
    def serve(cls, index: str, *options: str) -> tuple:
        server = subprocess.Popen(
            [COMMAND, "serve", "--index", index, "--keys", "keys.db", "--urls", "http://127.0.0.1:0", *options],
            cwd=cls.folder, stderr=subprocess.PIPE, text=True)
        for line in server.stderr:
            found = re.search(r"serving \S+ on (\S+)", line)
            if found:
                return server, found.group(1)
        raise AssertionError("the server did not start")

    @staticmethod
    def stop(server: subprocess.Popen) -> None:
        server.terminate()
        server.wait(30)
        server.stderr.close()

    @classmethod
    def run_command(cls, *arguments: str) -> str:
        done = subprocess.run(
            [COMMAND, *arguments], cwd=cls.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def pages_of_shell(self, *arguments: str) -> list:
        text = self.run_command("intersect", "--index", "sites", *arguments, "--format", "csv")
        return [row["page"] for row in csv.DictReader(io.StringIO(text))]

    def test_rows_of_all_pages_and_a_stream_are_those_of_the_shell(self) -> None:
        expected = self.pages_of_shell(
            "--to", "heroku.com", "netlify.com", "--not", "vercel.com", "--min", "1")
        paged = [row.page for row in self.client.rows(BOTH, limit=7)]
        streamed = [row.page for row in self.client.stream(BOTH)]
        self.assertGreater(len(expected), 14)
        self.assertEqual(expected, paged)
        self.assertEqual(expected, streamed)

    def test_a_page_says_what_it_is_of(self) -> None:
        page = self.client.page(to=["heroku.com"], not_=("vercel.com",), total=True, limit=2, id=7)
        self.assertEqual((2, 7), (len(page.rows), page.id))
        self.assertEqual(page.total, self.client.count(to=["heroku.com"], not_=["vercel.com"]).total)
        self.assertEqual(["vercel.com"], page.question["not"])
        self.assertEqual(page.snapshot, self.client.index()["snapshot"])
        self.assertEqual(["heroku.com"], page.rows[0].matching_targets)

    def test_rows_of_sites_name_their_pages(self) -> None:
        row = next(self.client.rows(to=["heroku.com"], source="root_domain", limit=1))
        self.assertTrue(row.matching_source_pages[0].page.startswith(row.page.split("/")[0][:3]) or
                        row.page in row.matching_source_pages[0].page)
        self.assertEqual(row.raw["page"], row.page)

    def test_subsets_add_up_to_the_count(self) -> None:
        subsets = self.client.subsets(to=["heroku.com", "netlify.com", "vercel.com"])
        self.assertEqual(subsets.total, sum(subset.rows for subset in subsets.subsets))
        self.assertEqual(
            subsets.total, self.client.count(to=["heroku.com", "netlify.com", "vercel.com"]).total)

    def test_a_batch_has_an_answer_or_an_error_in_each_place(self) -> None:
        answers = list(self.client.batch(
            [dict(BOTH, id=1, limit=3), {"id": "two", "to": ["co.uk"]}, {"id": 3, "to": ["heroku.com"]}]))
        self.assertEqual([1, "two", 3], [answer.id for answer in answers])
        self.assertEqual(
            [row.page for row in self.client.page(BOTH, limit=3).rows],
            [row.page for row in answers[0].page.rows])
        self.assertIsInstance(answers[1].error, vennlink.BadRequestError)
        self.assertIsNone(answers[1].page)
        self.assertEqual([], list(self.client.batch([])))

    def test_targets_and_explanations(self) -> None:
        targets = self.client.targets("her", limit=500)
        self.assertIn("heroku.com", [target.target for target in targets])
        counts = [target.linking_root_domains for target in targets]
        self.assertEqual(sorted(counts, reverse=True), counts)
        self.assertEqual(
            next(target for target in targets if target.target == "heroku.com").linking_root_domains,
            self.client.count(to=["heroku.com"], source="root_domain").total)
        self.assertEqual("heroku.com", self.client.explain("heroku.com")["target"])

    def test_the_links_behind_a_row(self) -> None:
        row = self.client.page(dict(BOTH, evidence={"links": 2}, limit=1)).rows[0]
        shown = self.client.evidence(row.page, row.matching_targets, limit=2)
        self.assertEqual(row.matching_targets, [target.target for target in shown])
        self.assertEqual(
            [link.raw for target in row.evidence for link in target.links],
            [link.raw for target in shown for link in target.links])
        self.assertTrue(all(link.page == row.page for target in shown for link in target.links))
        with self.assertRaises(vennlink.BadRequestError):
            self.client.evidence("a.com", [])

    def test_every_field_of_a_question_has_a_type_and_is_understood(self) -> None:
        schemas = requests.get(self.url + "/openapi.json", timeout=60).json()["components"]["schemas"]
        for typed, name in [
            (questions.Fields, "Question"), (questions.SourceFilter, "SourceFilter"),
            (questions.LinkFilter, "LinkFilter"), (questions.EvidenceAsked, "EvidenceAsked"),
            (questions.DayRange, "DayRange"), (questions.Range, "ScoreRange"),
        ]:
            fields = {word.rstrip("_") for word in typed.__annotations__}
            self.assertEqual(set(schemas[name]["properties"]), fields, name)
        facets = schemas["Question"]["properties"]["facets"]["items"]["enum"]
        self.assertEqual(facets, list(typing.get_args(questions.Facet)))
        sorts = schemas["Question"]["properties"]["sort"]["anyOf"][0]["enum"]
        self.assertEqual({word.lstrip("-") for word in sorts}, set(typing.get_args(questions.SortColumn)))

        page = self.client.page(
            to=["heroku.com", {"target": "netlify.com", "scope": "root_domain"}], min=1, total=True,
            source="page", sources={"tld": ("com", "org"), "in_": ["github.com"]},
            links={"followed": True, "last_seen": {"until": "2100-01-01"}, "state": "live"},
            hide=["feeds"], sort=["-source_page_authority", "source_url"],
            facets=["tld", "language"], evidence={"links": 1}, limit=3)
        self.assertEqual(["github.com"], page.question["sources"]["in"])
        self.assertEqual(page.total, sum(value.rows for value in page.facets["tld"]))
        self.assertEqual(["tld", "language"], list(page.facets))
        self.assertEqual({"feeds": 0}, page.hidden.by_rule)
        self.assertTrue(all(target.links for row in page.rows for target in row.evidence))
        count = self.client.count(to=["heroku.com"], facets=["followed"], hide=["feeds"])
        self.assertEqual(count.total, sum(value.rows for value in count.facets["followed"]))
        self.assertEqual(0, count.hidden.rows)
        empty = self.client.page(to=["heroku.com"], sources={"tld": ["nowhere"]})
        self.assertIn("without sources.tld (nowhere) there would be", empty.why_empty[-1])

    def test_what_changed_since_a_snapshot(self) -> None:
        before = self.client.index()["snapshot"]
        self.assertEqual((0, 0), (lambda diff: (diff.gained, diff.lost))(
            self.client.diff(to=["heroku.com"], before=before)))
        links = "source,target\nhttp://new.example/,http://heroku.com/\n"
        pathlib.Path(self.folder, "more.csv").write_text(links, encoding="utf-8")
        self.run_command("build", "--out", "other", str(SAMPLES / "awesome-edges.csv.gz"), "more.csv")
        other = self.serve("other", "--compare", "sites")
        try:
            client = vennlink.Client(other[1], self.access_id, self.secret_key)
            diff = client.diff(
                to=["heroku.com"], show=["gained", "kept"], sort="source_url", facets=["tld"],
                evidence={"links": 1}, limit=1000)
            self.assertEqual(before, diff.before)
            self.assertEqual((1, 0), (diff.gained, diff.lost))
            self.assertEqual(self.client.count(to=["heroku.com"]).total, diff.kept)
            self.assertEqual(diff.kept, sum(value.kept for value in diff.facets["tld"]))
            gained = [row for row in diff.rows if row.change == "gained"]
            self.assertEqual(["new.example/"], [row.page for row in gained])
            self.assertEqual(("new_page", False), (gained[0].targets[0].change, gained[0].targets[0].is_not))
            self.assertEqual("new.example/", gained[0].evidence[0].links[0].page)
            streamed = client.stream_diff(to=["heroku.com"], show=["gained", "kept"], sort="source_url")
            self.assertEqual([row.page for row in diff.rows], [row.page for row in streamed])
            with self.assertRaises(vennlink.BadRequestError):
                client.diff(to=["heroku.com"], before="nonsense")
            client.close()
        finally:
            self.stop(other[0])

    def test_problems_are_exceptions_that_say_all(self) -> None:
        with self.assertRaises(vennlink.BadRequestError) as caught:
            self.client.page(to=["heroku.com"], min="x", lmit=3)
        self.assertEqual(400, caught.exception.status)
        self.assertEqual(2, len(caught.exception.problems), caught.exception.problems)
        self.assertIn("lmit", caught.exception.message)
        with self.assertRaises(vennlink.UnauthorizedError):
            vennlink.Client(self.url, "nobody", "nothing").count(to=["heroku.com"])
        with self.assertRaises(vennlink.BadRequestError):
            next(self.client.stream(to=["co.uk"]))
        with self.assertRaises(vennlink.BadRequestError):
            self.client.targets("ftp://x")
        with self.assertRaises(vennlink.BadRequestError):
            self.client.page(BOTH, next_token="nonsense")

    def test_a_stream_that_ends_early_is_no_whole_answer(self) -> None:
        class Cut(requests.Session):
            """Answers a stream whose last line is an error."""

            def post(self, *arguments, **named):  # type: ignore[override]
                response = super().post(*arguments, **named)
                line = json.dumps({"error": {"name": "Internal Server Error", "message": "damaged"}})
                response.iter_lines = lambda **_: iter([line.encode()])  # type: ignore[assignment]
                return response

        cut = vennlink.Client(self.url, self.access_id, self.secret_key, session=Cut())
        with self.assertRaises(vennlink.StreamBrokenError):
            list(cut.stream(BOTH))

    @unittest.skipUnless(importlib.util.find_spec("pandas"), "pandas is not installed")
    def test_rows_become_a_frame(self) -> None:
        frame = vennlink.to_pandas(self.client.rows(BOTH, limit=5))
        self.assertEqual(self.client.count(BOTH).total, len(frame))
        self.assertIn("domain_authority", frame.columns)


if __name__ == "__main__":
    unittest.main()
