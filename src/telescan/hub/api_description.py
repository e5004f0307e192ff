"""Describes the API by OpenAPI: every error is a ``ProblemBody``."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from telescan.problems import ProblemBody

_METHODS = frozenset({"get", "put", "post", "delete", "patch"})
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        webhooks=app.webhooks.routes,
    )
    for path in (*document["paths"].values(), *document["webhooks"].values()):
        for method in _METHODS & path.keys():
            for status, response in path[method]["responses"].items():
                if int(status) >= 400:
                    response["content"] = _PROBLEM
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["ProblemBody"] = ProblemBody.model_json_schema()
    return document
