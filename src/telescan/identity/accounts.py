"""Accounts in the database: people, their roles, their passwords (argon2id)."""

import asyncio
import uuid
from collections.abc import Iterable

from pwdlib import PasswordHash
from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from telescan.identity.people import Language, Person
from telescan.identity.roles import Role, RoleGrant
from telescan.identity.tables import BrowserSessionRow, GrantRow, PersonRow
from telescan.store.engine import Database

MAX_PASSWORD_LENGTH = 1_024


class Accounts:
    """People with accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hasher = PasswordHash.recommended()
        # Hashing takes 64 MiB and a core for a while each: a few at a time, the others queue.
        self._hashing = asyncio.Semaphore(2)
        self._hash_of_nobody: str | None = None

    async def ensure_person(
        self, username: str, display_name: str, password: str, grants: Iterable[RoleGrant]
    ) -> Person:
        """Make the person, or bring an existing one to this name, password and these roles.

        A new password signs every browser of the person out.
        """
        existing = await self._row(username)
        if existing is not None and await self._matches(password, existing.password_hash):
            password_hash = existing.password_hash
        else:
            password_hash = await self._hash(password)
        async with self._database.writing() as session:
            row = (await session.scalars(_by_username(username))).first()
            if row is None:
                row = PersonRow(person_id=str(uuid.uuid4()), username=username)
                session.add(row)
            elif row.password_hash != password_hash:
                await session.execute(
                    delete(BrowserSessionRow).where(BrowserSessionRow.person_id == row.person_id)
                )
            row.display_name = display_name
            row.password_hash = password_hash
            await session.flush()
            await session.execute(delete(GrantRow).where(GrantRow.person_id == row.person_id))
            session.add_all(
                GrantRow(person_id=row.person_id, role=grant.role, site_id=grant.site_id or "")
                for grant in set(grants)
            )
            await session.flush()
            return await person_of_row(session, row)

    async def check(self, username: str, password: str) -> Person | None:
        """Return the person if the password is right; takes as long where nobody has the name."""
        row = await self._row(username)
        if row is None:
            if self._hash_of_nobody is None:
                self._hash_of_nobody = await self._hash(str(uuid.uuid4()))
            await self._matches(password, self._hash_of_nobody)
            return None
        if not await self._matches(password, row.password_hash):
            return None
        async with self._database.reading() as session:
            return await person_of_row(session, row)

    async def exists(self, username: str) -> bool:
        """Tell whether somebody has this name."""
        return await self._row(username) is not None

    async def set_language(self, person_id: str, language: Language) -> Person:
        """Remember the language of somebody's UI."""
        async with self._database.writing() as session:
            row = await session.get_one(PersonRow, person_id)
            row.language = language
            return await person_of_row(session, row)

    async def _row(self, username: str) -> PersonRow | None:
        async with self._database.reading() as session:
            return (await session.scalars(_by_username(username))).first()

    async def _hash(self, password: str) -> str:
        async with self._hashing:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def _matches(self, password: str, password_hash: str) -> bool:
        async with self._hashing:
            return await asyncio.to_thread(self._hasher.verify, password, password_hash)


def _by_username(username: str) -> Select[PersonRow]:
    return select(PersonRow).where(PersonRow.username == username)


async def person_of_row(session: AsyncSession, row: PersonRow) -> Person:
    """Return the person of a row, with the roles held now."""
    grants = await session.scalars(
        select(GrantRow)
        .where(GrantRow.person_id == row.person_id)
        .order_by(GrantRow.role, GrantRow.site_id)
    )
    return Person(
        person_id=row.person_id,
        username=row.username,
        display_name=row.display_name,
        roles=tuple(RoleGrant(role=Role(g.role), site_id=g.site_id or None) for g in grants),
        language=Language(row.language) if row.language else None,
    )
