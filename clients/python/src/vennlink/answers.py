"""What is answered: plain data, the fields named as in the API."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, Optional, Union

from .errors import VennlinkError, error_of

if TYPE_CHECKING:
    import pandas

Json = Mapping[str, Any]


@dataclass(frozen=True)
class SourcePage:
    """The page of a host or root domain that links to a target."""

    page: str
    page_authority: int


@dataclass(frozen=True)
class EvidenceLink:
    """A link from a source to a target. ``raw`` has where it was read: file, digest, offset."""

    page: str
    target: str
    kind: str
    anchor: str
    rel: str
    first_seen: Optional[str]
    last_seen: Optional[str]
    file: str
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, json: Json) -> "EvidenceLink":
        names = [known.name for known in dataclasses.fields(cls) if known.name != "raw"]
        return cls(**{name: json.get(name) for name in names}, raw=json)  # type: ignore[arg-type]


@dataclass(frozen=True)
class TargetEvidence:
    """Links to one target; ``more`` tells whether there are more than these."""

    target: str
    target_index: int
    links: List[EvidenceLink]
    more: bool

    @classmethod
    def of(cls, json: Json) -> "TargetEvidence":
        links = [EvidenceLink.of(link) for link in json["links"]]
        return cls(json["target"], json["target_index"], links, json["more"])


@dataclass(frozen=True)
class FacetValue:
    """How many rows have a value; ``value`` is None for those that have none."""

    value: Optional[str]
    rows: int


@dataclass(frozen=True)
class Hidden:
    """Rows that rules hide: in all, and what each rule hides by itself."""

    rows: int
    by_rule: Dict[str, int]

    @classmethod
    def of(cls, json: Json) -> "Optional[Hidden]":
        hidden = json.get("hidden")
        return None if hidden is None else cls(hidden["rows"], dict(hidden["by_rule"]))


def _facets(json: Json) -> Dict[str, List[FacetValue]]:
    return {
        name: [FacetValue(value["value"], value["rows"]) for value in values]
        for name, values in (json.get("facets") or {}).items()
    }


@dataclass(frozen=True)
class Row:
    """A source: a page, host or root domain that links as was asked."""

    page: str
    title: str
    domain_authority: int
    spam_score: int
    matching_targets: List[str]
    matching_target_indexes: List[int]
    matching_source_pages: List[SourcePage] = field(default_factory=list)
    evidence: List[TargetEvidence] = field(default_factory=list)
    raw: Json = field(default_factory=dict, repr=False, compare=False)
    """All fields as sent, also those that a newer server has more."""

    @classmethod
    def of(cls, json: Json) -> "Row":
        return cls(
            page=json["page"],
            title=json["title"],
            domain_authority=json["domain_authority"],
            spam_score=json["spam_score"],
            matching_targets=list(json["matching_targets"]),
            matching_target_indexes=list(json["matching_target_indexes"]),
            matching_source_pages=[
                SourcePage(page["page"], page["page_authority"])
                for page in json.get("matching_source_pages") or []
            ],
            evidence=[TargetEvidence.of(links) for links in json.get("evidence") or []],
            raw=json,
        )


@dataclass(frozen=True)
class Page:
    """A page of rows. ``snapshot`` and ``version`` tell what the answer is of, to cite it.

    ``facets`` and ``hidden`` are there where they were asked for, ``why_empty`` where there is no
    row: sentences that say which condition leaves none.
    """

    rows: List[Row]
    next_token: str
    snapshot: str
    version: str
    question: Json
    total: Optional[int] = None
    id: Union[str, int, float, None] = None
    exact: bool = True
    facets: Dict[str, List[FacetValue]] = field(default_factory=dict)
    hidden: Optional[Hidden] = None
    notes: List[str] = field(default_factory=list)
    why_empty: List[str] = field(default_factory=list)
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, json: Json) -> "Page":
        return cls(
            rows=[Row.of(row) for row in json["results"]],
            next_token=json["next_token"],
            snapshot=json["snapshot"],
            version=json["version"],
            question=json["question"],
            total=json.get("total"),
            id=json.get("id"),
            exact=json["exact"],
            facets=_facets(json),
            hidden=Hidden.of(json),
            notes=list(json.get("notes") or []),
            why_empty=list((json.get("why_empty") or {}).get("lines") or []),
            raw=json,
        )


@dataclass(frozen=True)
class Count:
    """How many rows there are, and by which facets, where they were asked for."""

    total: int
    exact: bool
    snapshot: str
    version: str
    question: Json
    facets: Dict[str, List[FacetValue]] = field(default_factory=dict)
    hidden: Optional[Hidden] = None

    @classmethod
    def of(cls, json: Json) -> "Count":
        return cls(
            json["total"],
            json["exact"],
            json["snapshot"],
            json["version"],
            json["question"],
            _facets(json),
            Hidden.of(json),
        )


@dataclass(frozen=True)
class Subset:
    """How many rows link to exactly these targets."""

    matching_targets: List[str]
    matching_target_indexes: List[int]
    rows: int


@dataclass(frozen=True)
class Subsets:
    """All subsets of the targets with rows, the largest first."""

    subsets: List[Subset]
    total: int
    snapshot: str
    version: str
    question: Json

    @classmethod
    def of(cls, json: Json) -> "Subsets":
        return cls(
            [
                Subset(
                    list(subset["matching_targets"]),
                    list(subset["matching_target_indexes"]),
                    subset["rows"],
                )
                for subset in json["subsets"]
            ],
            json["total"],
            json["snapshot"],
            json["version"],
            json["question"],
        )


@dataclass(frozen=True)
class ChangedTarget:
    """A target that a source links to in one snapshot alone, and the links that do it."""

    target: str
    change: str
    links: List[Json]
    is_not: bool = False


@dataclass(frozen=True)
class ChangedRow:
    """A source that was gained, kept or lost; ``cause`` says why it is not in both snapshots."""

    change: str
    cause: Optional[str]
    page: str
    title: str
    domain_authority: int
    spam_score: int
    before: List[str]
    after: List[str]
    targets: List[ChangedTarget]
    evidence: List[TargetEvidence] = field(default_factory=list)
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, json: Json) -> "ChangedRow":
        return cls(
            change=json["change"],
            cause=json.get("cause"),
            page=json["page"],
            title=json["title"],
            domain_authority=json["domain_authority"],
            spam_score=json["spam_score"],
            before=list(json["before"]),
            after=list(json["after"]),
            targets=[
                ChangedTarget(
                    target["target"], target["change"], target["links"], target.get("not", False)
                )
                for target in json["targets"]
            ],
            evidence=[TargetEvidence.of(links) for links in json.get("evidence") or []],
            raw=json,
        )


@dataclass(frozen=True)
class ChangedValue:
    """How many rows of a value were gained, kept and lost."""

    value: Optional[str]
    gained: int
    kept: int
    lost: int


@dataclass(frozen=True)
class Diff:
    """What a question gained, kept and lost; ``more`` tells whether there are rows beyond these."""

    gained: int
    kept: int
    lost: int
    rows: List[ChangedRow]
    more: bool
    before: str
    after: str
    version: str
    question: Json
    facets: Dict[str, List[ChangedValue]] = field(default_factory=dict)
    notes: List[str] = field(default_factory=list)
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, json: Json) -> "Diff":
        return cls(
            gained=json["gained"],
            kept=json["kept"],
            lost=json["lost"],
            rows=[ChangedRow.of(row) for row in json["results"]],
            more=json["more"],
            before=json["before"]["snapshot"],
            after=json["after"]["snapshot"],
            version=json["version"],
            question=json["question"],
            facets={
                name: [
                    ChangedValue(value["value"], value["gained"], value["kept"], value["lost"])
                    for value in values
                ]
                for name, values in (json.get("facets") or {}).items()
            },
            notes=list(json.get("notes") or []),
            raw=json,
        )


@dataclass(frozen=True)
class BatchAnswer:
    """The answer to one question of a batch: a page, or an error in its place."""

    id: Union[str, int, float, None]
    page: Optional[Page] = None
    error: Optional[VennlinkError] = None

    @classmethod
    def of(cls, json: Json) -> "BatchAnswer":
        if "error" in json:
            return cls(json.get("id"), error=error_of(json["error"]))
        return cls(json.get("id"), page=Page.of(json))


@dataclass(frozen=True)
class KnownTarget:
    """A target that the index knows."""

    target: str
    scope: str
    linking_root_domains: int
    domain_authority: int

    @classmethod
    def of(cls, json: Json) -> "KnownTarget":
        return cls(
            json["target"], json["scope"], json["linking_root_domains"], json["domain_authority"]
        )


def to_pandas(rows: Iterable[Any]) -> "pandas.DataFrame":
    """Rows (or subsets, or known targets) as a DataFrame, a column a field; needs pandas."""
    import pandas

    table: List[Dict[str, Any]] = []
    for row in rows:
        cells = dict(row.raw) if getattr(row, "raw", None) else dataclasses.asdict(row)
        table.append(cells)
    return pandas.DataFrame(table)
