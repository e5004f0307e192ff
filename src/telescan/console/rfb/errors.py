"""Why talking to an RFB server failed."""


class RfbError(Exception):
    """The server broke the protocol, went over a limit, or refused us. Says which, and the remedy.

    After it the connection is of no use any more.
    """


class AuthenticationError(RfbError):
    """The server refused the password, or wants a kind of security that is not spoken here."""
