"""What goes wrong, as exceptions."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional


class VennlinkError(Exception):
    """Any error of a server, with all that it said.

    ``status`` is the HTTP status (None where there is none, as for a line of a batch), ``name`` its
    name, ``message`` all problems in one text, ``problems`` one text for each of them.
    """

    def __init__(self, message: str, name: str = "", status: Optional[int] = None) -> None:
        super().__init__(message)
        self.message = message
        self.name = name
        self.status = status

    @property
    def problems(self) -> List[str]:
        """The problems, one by one: ``["min: must be a whole number from 1, not a string"]``."""
        # A sentence each.
        parts = self.message.replace(". ", ".\n").split("\n")
        return [part.strip().rstrip(".") for part in parts if part.strip()]


class BadRequestError(VennlinkError):
    """The question is wrong (400): ``problems`` says what and where."""


class UnauthorizedError(VennlinkError):
    """There is no valid key (401)."""


class ExpiredTokenError(VennlinkError):
    """The token of a page is too old (410): ask again from the first page."""


class UnavailableError(VennlinkError):
    """No index is served, or too much is asked at once (503). ``retry_after`` is in seconds."""

    retry_after: Optional[int] = None


class ServerError(VennlinkError):
    """Any other error of the server."""


class StreamBrokenError(VennlinkError):
    """A stream of rows ended before its end; the rows before are right, but not all."""


_BY_STATUS = {
    400: BadRequestError,
    401: UnauthorizedError,
    410: ExpiredTokenError,
    503: UnavailableError,
}

_BY_NAME = {
    "Bad Request": BadRequestError,
    "Unauthorized": UnauthorizedError,
    "Gone": ExpiredTokenError,
    "Service Unavailable": UnavailableError,
}


def error_of(body: Any, status: Optional[int] = None) -> VennlinkError:
    """The exception for the body of an error."""
    error: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
    name = str(error.get("name", ""))
    kind = _BY_STATUS.get(status or 0) or _BY_NAME.get(name) or ServerError
    return kind(str(error.get("message", body)), name, status)
