"""VeNCrypt 0.2, security type 19: TLS around None, VNC authentication, or name and password.

Described in the community's rfbproto document, "VeNCrypt". Whatever is asked for here is needed: a
server that offers less is refused, so nobody in between can talk us down.
"""

import struct
from enum import IntEnum

from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.errors import AuthenticationError, RfbError
from telescan.console.rfb.pipe import Pipe
from telescan.console.rfb.security import Access, Security, names
from telescan.console.rfb.trust import Anonymous

_VERSION = (0, 2)


class Subtype(IntEnum):
    """Kinds of VeNCrypt spoken here: TLS is without a certificate, X509 is with one."""

    TLS_NONE = 257
    TLS_VNC = 258
    TLS_PLAIN = 259
    X509_NONE = 260
    X509_VNC = 261
    X509_PLAIN = 262


def _wanted(access: Access) -> dict[Subtype, Security]:
    anonymous = isinstance(access.trust, Anonymous)
    none = Subtype.TLS_NONE if anonymous else Subtype.X509_NONE
    vnc = Subtype.TLS_VNC if anonymous else Subtype.X509_VNC
    if access.user:
        return {Subtype.TLS_PLAIN if anonymous else Subtype.X509_PLAIN: Security.PLAIN}
    if access.password is None:
        return {none: Security.NONE}
    return {vnc: Security.VNC, none: Security.NONE}


def start_vencrypt(pipe: Pipe, access: Access) -> Parser[Security]:
    """Start TLS. Return what proves us inside it.

    Raises:
        AuthenticationError: the server does not offer what is needed.
        RfbError: it breaks the rules.

    """
    major, minor = yield 2
    if (major, minor) < _VERSION:
        raise RfbError(f"the RFB server speaks VeNCrypt {major}.{minor}, needed is 0.2; update it")
    pipe.send(bytes(_VERSION))
    if (yield 1) != b"\0":
        raise RfbError("the RFB server does not speak VeNCrypt 0.2; update it")
    count = (yield 1)[0]
    offered = struct.unpack(f">{count}I", (yield 4 * count)) if count else ()
    wanted = _wanted(access)
    chosen = next((subtype for subtype in wanted if subtype in offered), None)
    if chosen is None or access.trust is None:
        raise AuthenticationError(
            f"the RFB server offers VeNCrypt types {sorted(offered)}, needed with this scanner's "
            f"settings is {names(wanted)}; "
            "change the server's security or this scanner's"
        )
    pipe.send(struct.pack(">I", chosen))
    if (yield 1) != b"\1":
        raise RfbError("the RFB server cannot start TLS; check its certificate and key")
    pipe.start_tls(access.trust, access.server_name)
    return wanted[chosen]
