"""What may go wrong between gateway and hub: one small tree, each error naming what to do."""


class WireError(Exception):
    """Base of every error of this package."""


class InvalidNameError(WireError, ValueError):
    """A site or scanner id cannot stand in a subject."""


class KeyFileError(WireError):
    """A key file is missing, readable by others, or no key."""


class InsecureListenerError(WireError):
    """Somebody wants to listen or connect beyond this machine without TLS."""


class NatsServerError(WireError):
    """The NATS server did not start, or does not do what it was told."""


class SiteUnreachableError(WireError):
    """The site's gateway did not answer in time."""


class HubUnreachableError(WireError):
    """The hub did not acknowledge in time."""


class NoPieceDoorError(WireError):
    """The hub takes no messages in pieces: it is of an older version."""


class StoreFullError(WireError):
    """The site's own store takes nothing more; nothing was stored."""


class PoisonMessageError(WireError):
    """A message that will never be understood, however often it is delivered."""
