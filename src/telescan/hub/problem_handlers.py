"""Turns every error of the hub's doors into application/problem+json, WebSockets included."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketState

from telescan.problems import ProblemError

_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "media_type_not_supported",
}
_FOREIGN_PAGE = ProblemError(403, "foreign_page", "This request came from another site's page.")
_POLICY_VIOLATION = 1008
"""WebSocket close code (RFC 6455, section 7.4.1)."""


def install(app: FastAPI) -> None:
    """Register the handlers. What nobody expected is logged by the server as well."""
    for kind in (
        ProblemError,
        RequestValidationError,
        WebSocketRequestValidationError,
        HTTPException,
        Exception,
    ):
        app.add_exception_handler(kind, _handle)


async def refuse_foreign_page(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request that came from another site's page."""
    response = problem_response(_FOREIGN_PAGE)
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(response)
    else:
        await response(scope, receive, send)


def problem_response(error: ProblemError) -> Response:
    """Return the response of a problem."""
    return Response(
        error.body.model_dump_json(exclude_none=True),
        status_code=error.body.status,
        headers=error.headers,
        media_type="application/problem+json",
    )


def problem_of(error: Exception) -> ProblemError:
    """Say any error as a problem."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, RequestValidationError | WebSocketRequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        code = _CODES.get(error.status_code, HTTPStatus(error.status_code).name.lower())
        headers = dict(error.headers or {})
        return ProblemError(error.status_code, code, str(error.detail), headers=headers)
    return ProblemError(500, "unexpected", "Something went wrong at the hub. It has been logged.")


def _invalid(error: RequestValidationError | WebSocketRequestValidationError) -> ProblemError:
    fault = error.errors()[0]
    place = [str(part) for part in fault["loc"]]
    # The first word says where it stood (body, query, path); the field is what follows.
    field = ".".join(place[1:]) or place[0]
    return ProblemError(422, "invalid", f"{field}: {fault['msg']}", field=field)


# Starlette calls the same handler for requests, where it wants a response, and for WebSockets.
async def _handle(connection: Any, error: Exception) -> Any:
    response = problem_response(problem_of(error))
    if not isinstance(connection, WebSocket):
        return response
    if connection.application_state is WebSocketState.CONNECTING:
        await connection.send_denial_response(response)
    else:
        await connection.close(_POLICY_VIOLATION, problem_of(error).body.code)
    return None
