"""Asks a Vennlink server: who links to at least k of these sites, and to none of those?"""

from .answers import (
    BatchAnswer,
    Count,
    EvidenceLink,
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

__all__ = [
    "BadRequestError",
    "BatchAnswer",
    "Client",
    "Count",
    "EvidenceLink",
    "ExpiredTokenError",
    "KnownTarget",
    "Page",
    "Row",
    "ServerError",
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
