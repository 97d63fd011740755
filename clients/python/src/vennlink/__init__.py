"""Asks a Vennlink server: who links to at least k of these sites, and to none of those?"""

from .answers import (
    BatchAnswer,
    ChangedRow,
    ChangedTarget,
    ChangedValue,
    Count,
    Diff,
    EvidenceLink,
    FacetValue,
    Hidden,
    KnownTarget,
    Page,
    Row,
    SourcePage,
    Subset,
    Subsets,
    TargetEvidence,
    to_pandas,
)
from .client import Client
from .errors import (
    BadRequestError,
    ExpiredTokenError,
    ServerError,
    StreamBrokenError,
    UnauthorizedError,
    UnavailableError,
    VennlinkError,
)

from .questions import Fields, LinkFilter, SourceFilter

__all__ = [
    "BadRequestError",
    "BatchAnswer",
    "ChangedRow",
    "ChangedTarget",
    "ChangedValue",
    "Client",
    "Count",
    "Diff",
    "EvidenceLink",
    "ExpiredTokenError",
    "FacetValue",
    "Fields",
    "Hidden",
    "KnownTarget",
    "LinkFilter",
    "Page",
    "Row",
    "ServerError",
    "SourceFilter",
    "SourcePage",
    "StreamBrokenError",
    "Subset",
    "Subsets",
    "TargetEvidence",
    "UnauthorizedError",
    "UnavailableError",
    "VennlinkError",
    "to_pandas",
]
