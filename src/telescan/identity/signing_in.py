"""Signing in and out, and who a browser's token belongs to.

A token is 256 random bits; the database holds its SHA-256 only. A browser session ends after a time
without use, and after a longer time in any case.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete

from telescan.identity.accounts import Accounts, person_of_row
from telescan.identity.audit import Deed
from telescan.identity.audit_trail import AuditTrail
from telescan.identity.backoff import SignInBackoff
from telescan.identity.people import Person
from telescan.identity.tables import BrowserSessionRow, PersonRow
from telescan.store.engine import Database

_NOTE_USE_EVERY = timedelta(minutes=1)


class WrongPasswordError(Exception):
    """Name or password is wrong; which of the two is not said."""


class TooManyTriesError(Exception):
    """Too many wrong passwords; ``wait_s`` says when to come again."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"too many tries, wait {wait_s:.0f} s")
        self.wait_s = wait_s


class SigningIn:
    """Opens and ends browser sessions."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        trail: AuditTrail,
        *,
        idle: timedelta,
        longest: timedelta,
        on_sign_out: Callable[[Person], None],
    ) -> None:
        """``on_sign_out`` ends at once what a person who signs out still sees."""
        self._database = database
        self._accounts = accounts
        self._trail = trail
        self._idle = idle
        self._longest = longest
        self._on_sign_out = on_sign_out
        self._backoff = SignInBackoff()

    async def sign_in(
        self, username: str, password: str, *, address: str, now: datetime
    ) -> tuple[Person, str]:
        """Return the person and a new token. Raises WrongPasswordError, TooManyTriesError."""
        wait_s = self._backoff.wait_s(username, address, now.timestamp())
        if wait_s > 0:
            raise TooManyTriesError(wait_s)
        # Counted before the slow check, so that tries sent all at once do not slip through.
        self._backoff.failed(username, address, now.timestamp())
        person = await self._accounts.check(username, password)
        if person is None:
            # A name that nobody has may be a password typed into the wrong field.
            who = username if await self._accounts.exists(username) else "unknown"
            await self._trail.write(
                Deed(at=now, who=who, act="sign_in_failed", detail={"address": address})
            )
            raise WrongPasswordError
        self._backoff.succeeded(username, address)
        token = secrets.token_urlsafe(32)
        async with self._database.writing() as session:
            await session.execute(
                delete(BrowserSessionRow).where(
                    BrowserSessionRow.signed_in_at < now - self._longest
                )
            )
            session.add(
                BrowserSessionRow(
                    token_hash=_hash(token),
                    person_id=person.person_id,
                    signed_in_at=now,
                    last_seen_at=now,
                )
            )
        await self._trail.write(
            Deed(at=now, who=person.username, act="sign_in", detail={"address": address})
        )
        return person, token

    async def sign_out(self, token: str, person: Person, *, now: datetime) -> None:
        """End the browser session at once."""
        async with self._database.writing() as session:
            await session.execute(
                delete(BrowserSessionRow).where(BrowserSessionRow.token_hash == _hash(token))
            )
        self._on_sign_out(person)
        await self._trail.write(Deed(at=now, who=person.username, act="sign_out"))

    async def person_of(
        self, token: str, *, now: datetime, counts_as_use: bool = True
    ) -> Person | None:
        """Return whose token this is, with the roles held now; None: nobody's, or it expired."""
        async with self._database.reading() as session:
            row = await session.get(BrowserSessionRow, _hash(token))
            if row is None or self._expired(row, now):
                return None
            person = await person_of_row(session, await session.get_one(PersonRow, row.person_id))
        if counts_as_use and now - row.last_seen_at > _NOTE_USE_EVERY:
            await self._note_use(row.token_hash, now)
        return person

    def _expired(self, row: BrowserSessionRow, now: datetime) -> bool:
        return now - row.last_seen_at > self._idle or now - row.signed_in_at > self._longest

    async def _note_use(self, token_hash: str, now: datetime) -> None:
        async with self._database.writing() as session:
            row = await session.get(BrowserSessionRow, token_hash)
            if row is not None:
                row.last_seen_at = now


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
