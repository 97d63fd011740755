"""Asks a Vennlink server: who links to at least k of these sites, and to none of those?"""

from .answers import (
    BatchAnswer,
    Count,
    KnownTarget,
    Page,
    Row,
    SourcePage,
    Subset,
    Subsets,
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
    "ExpiredTokenError",
    "KnownTarget",
    "Page",
    "Row",
    "ServerError",
    "SourcePage",
    "StreamBrokenError",
    "Subset",
    "Subsets",
    "UnauthorizedError",
    "UnavailableError",
    "VennlinkError",
    "to_pandas",
]
