"""Every way in which the product refuses, each with a sentence that a person can act on.

`str(error)` is French and safe to show. The outside turns these into a page, a line on the terminal or
problem+json in one place (webapp/request/errors.py).
"""

from __future__ import annotations


class VivierError(Exception):
    """Root of all refusals. `message` is in French and says what to do."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(VivierError):
    """Input that cannot be accepted. `fields` maps a field's name to what is wrong with it."""

    status = 422

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class Forbidden(VivierError):
    """The actor has no right to do this (matching/policy.py decides)."""

    status = 403


class NotFound(VivierError):
    """No such thing, or none that this actor may know of."""

    status = 404


class Conflict(VivierError):
    """The thing was changed or is in a state that does not allow this."""

    status = 409


class UnreadableFile(VivierError):
    """A file that cannot be read: wrong type, damaged, too large, a scan without OCR."""

    status = 422


class ReferenceDataError(VivierError):
    """Reference data that cannot be loaded; nothing was changed."""

    status = 422


class SearchUnavailable(VivierError):
    """The search engine does not answer; the database's plain lists still do."""

    status = 503
