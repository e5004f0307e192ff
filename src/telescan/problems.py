"""Errors at the hub's doors: one exception, and the body that a caller gets (RFC 9457).

Every package's routes raise ``ProblemError``; the hub turns it into ``application/problem+json``.
"""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict


class ProblemBody(BaseModel):
    """Body of every error response (RFC 9457, section 3.1, with ``code`` and ``field`` of ours)."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    """A sentence for people."""
    code: str
    """A word for programs; the UI translates it."""
    field: str | None = None
    """The field at fault, dotted, where there is one."""


class ProblemError(Exception):
    """A request that cannot be served, and why."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        field: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.headers = headers or {}
        self.body = ProblemBody(
            title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, field=field
        )


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Name a route's error responses for OpenAPI: ``responses=problem_responses(403, 404)``."""
    return {status: {"description": HTTPStatus(status).phrase} for status in statuses}
