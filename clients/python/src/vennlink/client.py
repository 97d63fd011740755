"""The client."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence

import requests

from .answers import (
    BatchAnswer,
    ChangedRow,
    Count,
    Diff,
    KnownTarget,
    Page,
    Row,
    Subsets,
    TargetEvidence,
)
from .errors import StreamBrokenError, UnavailableError, error_of
from .questions import Change, Fields, LinkFilter, Target, TargetScope

if TYPE_CHECKING:
    from typing_extensions import Unpack

Question = Mapping[str, Any]


class Client:
    """Asks one server.

    >>> client = Client("http://127.0.0.1:5465", "vennlink-…", "SECRET_KEY")
    >>> for row in client.rows(to=["heroku.com", "netlify.com"], not_=["vercel.com"], min=2):
    ...     print(row.page, row.domain_authority)

    A question is given by its fields (``vennlink.questions.Fields``), or whole, as a dict, with
    ``not`` and ``in`` for ``not_`` and ``in_``. A field that the server does not know is an error
    of the server, never passed over; so this client may also send those of a newer server.
    """

    def __init__(
        self,
        url: str,
        access_id: str,
        secret_key: str,
        timeout: float = 60.0,
        session: Optional[requests.Session] = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._auth = (access_id, secret_key)
        self._timeout = timeout
        self._owns_session = session is None
        self._session = session or requests.Session()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections that this client opened."""
        if self._owns_session:
            self._session.close()

    def page(self, question: Optional[Question] = None, **fields: Unpack[Fields]) -> Page:
        """One page of rows; the next one with ``next_token=page.next_token``."""
        return Page.of(self._ask("intersect", question, fields))

    def pages(self, question: Optional[Question] = None, **fields: Unpack[Fields]) -> Iterator[Page]:
        """All pages, each asked for when it is reached; ``limit`` is rows a page."""
        asked = _question(question, fields)
        while True:
            page = Page.of(self._ask("intersect", asked, {}))
            yield page
            if not page.next_token:
                return
            asked["next_token"] = page.next_token

    def rows(self, question: Optional[Question] = None, **fields: Unpack[Fields]) -> Iterator[Row]:
        """Rows of all pages, read page by page: survives a lost connection between pages."""
        for page in self.pages(question, **fields):
            yield from page.rows

    def stream(self, question: Optional[Question] = None, **fields: Unpack[Fields]) -> Iterator[Row]:
        """All rows in one request, in constant memory; ``limit`` bounds them.

        Leaving the loop ends the work of the server. Raises StreamBrokenError where the server
        could not go on.
        """
        for line in self._rows("intersect", _question(question, fields)):
            yield Row.of(line)

    def count(self, question: Optional[Question] = None, **fields: Unpack[Fields]) -> Count:
        """How many rows there are in all."""
        return Count.of(self._ask("count", question, fields))

    def subsets(self, question: Optional[Question] = None, **fields: Unpack[Fields]) -> Subsets:
        """How many rows link to exactly which of up to 64 targets."""
        return Subsets.of(self._ask("subsets", question, fields))

    def diff(
        self,
        question: Optional[Question] = None,
        *,
        before: Optional[str] = None,
        after: Optional[str] = None,
        show: Optional[Sequence[Change]] = None,
        links_shown: Optional[int] = None,
        **fields: Unpack[Fields],
    ) -> Diff:
        """What a question gained, kept and lost between two snapshots, with counts and the first
        rows; ``limit`` bounds them.

        ``before`` and ``after`` are ids of snapshots; without them the index of
        ``serve --compare`` and the one that is served.
        """
        asked = _diff(question, fields, before, after, show, links_shown)
        return Diff.of(self._ask("diff", asked, {}))

    def stream_diff(
        self,
        question: Optional[Question] = None,
        *,
        before: Optional[str] = None,
        after: Optional[str] = None,
        show: Optional[Sequence[Change]] = None,
        links_shown: Optional[int] = None,
        **fields: Unpack[Fields],
    ) -> Iterator[ChangedRow]:
        """All rows of a difference in one request, in constant memory."""
        asked = _diff(question, fields, before, after, show, links_shown)
        for line in self._rows("diff", asked):
            yield ChangedRow.of(line)

    def batch(self, questions: Iterable[Question]) -> Iterator[BatchAnswer]:
        """The first page of each question, in their order; what is wrong stands in its place."""
        body = b"".join(_dump(_question(question, {})) + b"\n" for question in questions)
        if not body:
            return
        for line in self._lines("batch", body):
            yield BatchAnswer.of(line)

    def evidence(
        self,
        source: Target,
        to: Sequence[Target],
        links: Optional[LinkFilter] = None,
        limit: Optional[int] = None,
    ) -> List[TargetEvidence]:
        """The links from a source to some targets, at most ``limit`` a target."""
        asked = {"source": source, "to": list(to), "links": links, "limit": limit}
        answer = self._ask("evidence", None, asked)
        return [TargetEvidence.of(target) for target in answer["evidence"]]

    def targets(
        self, prefix: str, scope: Optional[TargetScope] = None, limit: Optional[int] = None
    ) -> List[KnownTarget]:
        """Known targets that begin so, the most linked first."""
        parameters: Dict[str, Any] = {"prefix": prefix, "scope": scope, "limit": limit}
        answer = self._get("/api/v1/targets", parameters)
        return [KnownTarget.of(target) for target in answer["results"]]

    def explain(self, target: str, scope: Optional[str] = None) -> Dict[str, Any]:
        """What the scores of a page or root domain are made of."""
        return self._get("/api/v1/explain", {"target": target, "scope": scope})

    def index(self) -> Dict[str, Any]:
        """What is served: snapshot, version, counts, inputs."""
        return self._get("/", {})

    def _get(self, path: str, parameters: Mapping[str, Any]) -> Dict[str, Any]:
        response = self._session.get(
            self._url + path,
            params={name: value for name, value in parameters.items() if value is not None},
            headers={"Accept": "application/json"},
            auth=self._auth,
            timeout=self._timeout,
        )
        return _answer(response)

    def _ask(
        self, call: str, question: Optional[Question], fields: Mapping[str, Any]
    ) -> Dict[str, Any]:
        response = self._session.post(
            f"{self._url}/api/v1/{call}",
            data=_dump(_question(question, fields)),
            headers={"Accept": "application/json", "Content-Type": "application/json"},
            auth=self._auth,
            timeout=self._timeout,
        )
        return _answer(response)

    def _rows(self, call: str, question: Mapping[str, Any]) -> Iterator[Dict[str, Any]]:
        for line in self._lines(call, _dump(question)):
            if "error" in line:
                raise StreamBrokenError(
                    str(line["error"].get("message", "")), str(line["error"].get("name", ""))
                )
            yield line

    def _lines(self, call: str, body: bytes) -> Iterator[Dict[str, Any]]:
        with self._session.post(
            f"{self._url}/api/v1/{call}",
            data=body,
            headers={"Accept": "application/x-ndjson", "Content-Type": "application/x-ndjson"},
            auth=self._auth,
            timeout=self._timeout,
            stream=True,
        ) as response:
            if response.status_code != 200:
                _answer(response)
            try:
                for line in response.iter_lines(chunk_size=1 << 16):
                    if line:
                        yield json.loads(line)
            except (requests.exceptions.ChunkedEncodingError, ValueError) as problem:
                raise StreamBrokenError(f"the connection broke off: {problem}") from problem


def _question(question: Optional[Question], fields: Mapping[str, Any]) -> Dict[str, Any]:
    asked: Dict[str, Any] = dict(question or {})
    asked.update(_plain({name: value for name, value in fields.items() if value is not None}))
    return asked


def _diff(
    question: Optional[Question],
    fields: Mapping[str, Any],
    before: Optional[str],
    after: Optional[str],
    show: Optional[Sequence[Change]],
    links_shown: Optional[int],
) -> Dict[str, Any]:
    asked = {"before": before, "after": after, "show": show, "links_shown": links_shown}
    return _question({"question": _question(question, fields)}, asked)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        # `not` and `in` are words of Python.
        return {
            name[:-1] if name in ("not_", "in_") else name: _plain(part)
            for name, part in value.items()
        }
    if isinstance(value, (set, frozenset, tuple, list, Iterator)):
        return [_plain(part) for part in value]
    return value


def _dump(question: Mapping[str, Any]) -> bytes:
    return json.dumps(question, ensure_ascii=False).encode("utf-8")


def _answer(response: requests.Response) -> Dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = {"message": response.text[:500] or response.reason}
    if response.status_code == 200:
        return body
    error = error_of(body, response.status_code)
    if isinstance(error, UnavailableError):
        after = response.headers.get("Retry-After", "")
        error.retry_after = int(after) if after.isdigit() else None
    raise error
