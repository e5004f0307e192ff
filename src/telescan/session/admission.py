"""Who may see the console: only people whom an operator of the site has admitted, by a command.

- Never by default: nothing but ``Admitted`` adds a person, and only to a session that is not ended.
- Nobody admits themselves. Only a person whom the session knows can be admitted.
- Dismissal ends control first, then the admission; the end of the session ends both.
"""

from telescan.identity.roles import Act, Actor, Role, may
from telescan.session.commands import Admit, Dismiss
from telescan.session.events import Admitted, ControlEnd, Dismissed, SessionEvent
from telescan.session.lease import end_control, is_holder
from telescan.session.refusal import Code, Refused
from telescan.session.state import Session, SessionState


def admitted(session: Session, person_id: str) -> Actor | None:
    """Return the admitted person, or None."""
    return next((a for a in session.admitted if a.person_id == person_id), None)


def require_admitted(session: Session, actor: Actor) -> None:
    """Raise Refused unless the actor is admitted."""
    if admitted(session, actor.person_id) is None:
        raise Refused(Code.NOT_ADMITTED, "the operator has not admitted you to this session")


def require_participant(session: Session, actor: Actor) -> None:
    """Raise Refused unless the actor is an operator here, the expert, or admitted."""
    is_expert = session.expert is not None and session.expert.person_id == actor.person_id
    if not is_expert and Role.OPERATOR not in actor.roles:
        require_admitted(session, actor)


def admit(session: Session, command: Admit, actor: Actor) -> tuple[SessionEvent, ...]:
    """Let somebody see the console."""
    if session.state is SessionState.REQUESTED or session.expert is None:
        raise Refused(
            Code.SESSION_NOT_THERE_YET, "nobody has taken this request; there is nobody to admit"
        )
    if admitted(session, command.person_id) is not None:
        raise Refused(Code.ALREADY_ADMITTED, "this person is admitted already")
    if command.person_id == actor.person_id:
        raise Refused(Code.NOT_YOURSELF, "nobody admits themselves; another operator must do it")
    if command.person_id != session.expert.person_id:
        raise Refused(Code.NO_PERSON, "only the expert who took the request waits", "person_id")
    if not may(session.expert.roles, Act.SEE_CONSOLE):
        raise Refused(Code.PERSON_MAY_NOT, "this person's roles do not include the console here")
    return (Admitted(person=session.expert),)


def dismiss(session: Session, command: Dismiss) -> tuple[SessionEvent, ...]:
    """End somebody's admission, and control with it."""
    person = admitted(session, command.person_id)
    if person is None:
        raise Refused(Code.PERSON_NOT_ADMITTED, "this person is not admitted", "person_id")
    return dismissed(session, person)


def dismissed(session: Session, person: Actor) -> tuple[SessionEvent, ...]:
    """End an admission, and control first where this person has it."""
    control = end_control(session, ControlEnd.DISMISSED) if is_holder(session, person) else ()
    return (*control, Dismissed(person=person))
