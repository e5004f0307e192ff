"""Doors of identity: sign in and out, who am I, my language, the audit trail."""

import math
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from telescan.identity.accounts import MAX_PASSWORD_LENGTH
from telescan.identity.audit import AuditEntry
from telescan.identity.audit_trail import AuditVerdict
from telescan.identity.doors import (
    COOKIE,
    Audited,
    SignedIn,
    identity_of,
    require_everywhere,
)
from telescan.identity.people import Language, Person
from telescan.identity.roles import Act
from telescan.identity.signing_in import TooManyTriesError, WrongPasswordError
from telescan.problems import ProblemError, problem_responses

router = APIRouter(prefix="/api")


class Credentials(BaseModel):
    """What somebody types to sign in."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=MAX_PASSWORD_LENGTH, repr=False)]


class LanguageChoice(BaseModel):
    """The language somebody wants the UI in."""

    model_config = ConfigDict(extra="forbid")

    language: Language


@router.post("/sign-in", tags=["identity"], responses=problem_responses(401, 422, 429))
async def sign_in(credentials: Credentials, request: Request, response: Response) -> Person:
    """Sign in with name and password; sets the session cookie."""
    identity = identity_of(request)
    try:
        person, token = await identity.signing_in.sign_in(
            credentials.username,
            credentials.password,
            address=request.client.host if request.client else "unknown",
            now=datetime.now(UTC),
        )
    except WrongPasswordError:
        raise ProblemError(401, "wrong_password", "Name or password is wrong.") from None
    except TooManyTriesError as error:
        wait_s = math.ceil(error.wait_s)
        raise ProblemError(
            429,
            "too_many_tries",
            f"Too many wrong passwords. Try again in {wait_s} s.",
            headers={"Retry-After": str(wait_s)},
        ) from None
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="strict", secure=identity.secure_cookie, path="/"
    )
    return person


@router.post("/sign-out", tags=["identity"], status_code=204, responses=problem_responses(401))
async def sign_out(person: SignedIn, request: Request, response: Response) -> None:
    """End this browser's session."""
    await identity_of(request).signing_in.sign_out(
        request.cookies[COOKIE], person, now=datetime.now(UTC)
    )
    response.delete_cookie(COOKIE, path="/")


@router.get("/me", tags=["identity"], responses=problem_responses(401))
async def me(person: SignedIn) -> Person:
    """Say who is signed in."""
    return person


@router.put("/me/language", tags=["identity"], responses=problem_responses(401, 422))
async def set_language(choice: LanguageChoice, person: SignedIn, request: Request) -> Person:
    """Remember the language of the UI."""
    return await identity_of(request).accounts.set_language(person.person_id, choice.language)


@router.get("/audit", tags=["audit"], responses=problem_responses(401, 403, 422))
async def read_audit(
    person: SignedIn,
    request: Request,
    trail: Audited,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> list[AuditEntry]:
    """Read the audit trail, newest first."""
    require_everywhere(person, Act.SEE_AUDIT)
    entries = await identity_of(request).trail.read(limit=limit, before=before)
    await trail.write("read_audit")
    return entries


@router.get("/audit/verify", tags=["audit"], responses=problem_responses(401, 403))
async def verify_audit(person: SignedIn, request: Request) -> AuditVerdict:
    """Walk the chain of the audit trail and say whether it holds."""
    require_everywhere(person, Act.SEE_AUDIT)
    return await identity_of(request).trail.verify()
