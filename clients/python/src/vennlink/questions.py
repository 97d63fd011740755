"""What can be asked, as types: a checker of types finds a misspelled field before the server does.

At run time they are plain dicts. docs/questions.md says what each field means.
"""

from __future__ import annotations

from typing import Any, Literal, Mapping, Sequence, TypedDict, Union

SourceScope = Literal["page", "subdomain", "root_domain"]
TargetScope = Literal["page", "subfolder", "subdomain", "root_domain"]
Facet = Literal["tld", "authority", "followed", "spam", "language"]
Rel = Literal["nofollow", "ugc", "sponsored"]
Kind = Literal["anchor", "canonical", "redirect", "refresh"]
State = Literal["live", "lost", "both"]
Change = Literal["gained", "kept", "lost"]
SortColumn = Literal[
    "matching_target_count",
    "source_domain_authority",
    "source_spam_score",
    "source_page_authority",
    "source_outgoing_domains",
    "source_url",
    "source_host",
    "source_root_domain",
    "source_title",
    "link_first_seen",
    "link_last_seen",
]
"""Ascending; with a minus before it descending, as in ``-source_domain_authority``."""


class _NamedTarget(TypedDict):
    target: str


class ScopedTarget(_NamedTarget, total=False):
    """A target and its scope; without one it is a root domain."""

    scope: TargetScope


Target = Union[str, ScopedTarget]


class Range(TypedDict, total=False):
    """From ``min`` to ``max``, both included; without one there is no bound."""

    min: int
    max: int


DayRange = TypedDict("DayRange", {"from": str, "until": str}, total=False)
"""Days such as ``2026-06-01``, both included."""


class SourceFilter(TypedDict, total=False):
    """Which sources are looked at. ``in`` is a word of Python: own lists are given by ``dict``, as
    in ``dict({"in": ["a.de"]}, tld=["de"])``, or as ``in_``."""

    domain_authority: Range
    spam_score: Range
    page_authority: Range
    outgoing_domains: Range
    tld: Sequence[str]
    not_tld: Sequence[str]
    language: Sequence[str]
    not_language: Sequence[str]
    title_contains: str
    url_contains: str
    in_: Sequence[Target]
    not_in: Sequence[Target]


class LinkFilter(TypedDict, total=False):
    """Which links count; a link must satisfy all of it."""

    followed: bool
    rel: Sequence[Rel]
    not_rel: Sequence[Rel]
    kind: Sequence[Kind]
    anchor_contains: str
    anchor_equals: str
    anchor_empty: bool
    first_seen: DayRange
    last_seen: DayRange
    state: State


class EvidenceAsked(TypedDict):
    """Up to so many links of each row to each of its targets."""

    links: int


class Fields(TypedDict, total=False):
    """The fields of a question as keyword arguments; ``not_`` stands for ``not``."""

    id: Union[str, int, float]
    to: Sequence[Target]
    not_: Sequence[Target]
    min: int
    match: Union[str, Mapping[str, Any]]
    only: Sequence[Sequence[int]]
    source: SourceScope
    sources: SourceFilter
    links: LinkFilter
    hide: Sequence[str]
    sort: Union[str, Sequence[str]]
    facets: Sequence[Facet]
    evidence: EvidenceAsked
    limit: int
    total: bool
    next_token: str
