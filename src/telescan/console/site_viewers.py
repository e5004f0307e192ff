"""Who sees the console of one scanner, as the site knows it. Pure."""

from dataclasses import dataclass, replace

from telescan.console.encoding import BASE_CODECS
from telescan.console.messages import Ended, Join, RefusalReason, Refused
from telescan.console.rights import DrivingRight, SourceRules
from telescan.identity.roles import Act, Actor, may


@dataclass(frozen=True, slots=True)
class SiteViewer:
    """One admitted page."""

    viewer_id: str
    actor: Actor
    codecs: frozenset[int]
    sees_identity: bool
    """Whether it is shown who the patient is."""
    paused: bool = False
    """It wants no pictures now: it is in a page that nobody sees."""


class SiteViewers:
    """Admits, remembers and ends viewers."""

    def __init__(self, rights: DrivingRight, rules: SourceRules) -> None:
        self._rights = rights
        self._rules = rules
        self._viewers: dict[str, SiteViewer] = {}

    def __len__(self) -> int:
        return len(self._viewers)

    def get(self, viewer_id: str) -> SiteViewer | None:
        """Return an admitted viewer."""
        return self._viewers.get(viewer_id)

    def join(self, join: Join) -> Refused | None:
        """Admit, or say why not. Both the role and the operator's admission are needed."""
        roles = join.actor.roles
        if not may(roles, Act.SEE_CONSOLE) or self._rules.seen_by.isdisjoint(roles):
            return Refused(viewer_id=join.viewer_id, reason=RefusalReason.ROLE)
        if not self._rights.may_view(join.actor.person_id):
            return Refused(viewer_id=join.viewer_id, reason=RefusalReason.NOT_ADMITTED)
        sees_identity = self._rules.shows_identity and may(roles, Act.SEE_PATIENT)
        viewer = SiteViewer(join.viewer_id, join.actor, join.codecs, sees_identity)
        self._viewers[join.viewer_id] = viewer
        return None

    @property
    def somebody_sees_identity(self) -> bool:
        """Whether who the patient is has to leave the site now."""
        return any(viewer.sees_identity for viewer in self._viewers.values())

    @property
    def somebody_looks(self) -> bool:
        """Whether pictures are wanted."""
        return any(not viewer.paused for viewer in self._viewers.values())

    def pause(self, viewer: SiteViewer, *, paused: bool) -> None:
        """Note whether an admitted viewer wants pictures."""
        self._viewers[viewer.viewer_id] = replace(viewer, paused=paused)

    def leave(self, viewer_id: str) -> None:
        """Forget a viewer."""
        self._viewers.pop(viewer_id, None)

    def clear(self) -> list[str]:
        """Forget all, and return who they were: the hub is gone and will join them again."""
        gone = list(self._viewers)
        self._viewers.clear()
        return gone

    def end_dismissed(self) -> list[Ended]:
        """Forget those whose admission ended, and return what to tell them."""
        gone = [
            viewer.viewer_id
            for viewer in self._viewers.values()
            if not self._rights.may_view(viewer.actor.person_id)
        ]
        for viewer_id in gone:
            del self._viewers[viewer_id]
        return [Ended(viewer_id=v, reason=RefusalReason.ADMISSION_ENDED) for v in gone]

    def common_codecs(self) -> frozenset[int]:
        """Return what every viewer decodes."""
        everyone = [viewer.codecs | BASE_CODECS for viewer in self._viewers.values()]
        return frozenset.intersection(*everyone) if everyone else BASE_CODECS
