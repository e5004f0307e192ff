"""Who somebody is, once signed in."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from telescan.identity.roles import Act, Actor, Role, RoleGrant, may, roles_at


class Language(StrEnum):
    """Languages of the UI (BCP 47)."""

    CHINESE = "zh-CN"
    ENGLISH = "en"


class Person(BaseModel):
    """A person with an account; what the UI is told of its own user."""

    model_config = ConfigDict(frozen=True)

    person_id: str
    username: str
    display_name: str
    roles: tuple[RoleGrant, ...]
    language: Language | None

    def roles_at(self, site_id: str) -> frozenset[Role]:
        """Return the roles that count at a site."""
        return roles_at(self.roles, site_id)

    def may(self, act: Act, site_id: str) -> bool:
        """Tell whether this person may do this at the site."""
        return may(self.roles_at(site_id), act)

    def may_everywhere(self, act: Act) -> bool:
        """Tell whether a role that holds at every site allows this."""
        return may((grant.role for grant in self.roles if grant.site_id is None), act)

    def actor_at(self, site_id: str) -> Actor:
        """Return what goes with this person's commands to the site."""
        return Actor(
            person_id=self.person_id,
            display_name=self.display_name,
            roles=self.roles_at(site_id),
        )
