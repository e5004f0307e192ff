"""The start of an RFB connection (RFC 6143, 7.1 to 7.3): version, security, names and sizes."""

import re
import struct

from telescan.console.rfb.encodings.base import Parser
from telescan.console.rfb.errors import AuthenticationError, RfbError
from telescan.console.rfb.events import Connected
from telescan.console.rfb.limits import (
    MAX_NAME_BYTES,
    MAX_PIXELS,
    MAX_REASON_BYTES,
    MAX_SIDE,
)
from telescan.console.rfb.pipe import Pipe
from telescan.console.rfb.security import (
    CHALLENGE_BYTES,
    Access,
    Security,
    names,
    plain_response,
    vnc_response,
)
from telescan.console.rfb.trust import Anonymous
from telescan.console.rfb.vencrypt import start_vencrypt

_VERSION = re.compile(rb"RFB (\d{3})\.(\d{3})\n")
_V3_3, _V3_7, _V3_8 = (3, 3), (3, 7), (3, 8)


def check_size(width: int, height: int) -> None:
    """Refuse screens that no scanner has.

    Raises:
        RfbError: an edge is 0 or over the limit.

    """
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise RfbError(
            f"the RFB server says its screen is {width}×{height} pixels; "
            f"at most {MAX_SIDE} a side and {MAX_PIXELS} in all are taken"
        )


def shake_hands(pipe: Pipe, access: Access) -> Parser[Connected]:
    """Do everything up to ServerInit.

    Raises:
        RfbError: not an RFB server, or one that breaks the rules.
        AuthenticationError: refused, or the kind of security is not spoken here.

    """
    version = _agreed_version((yield 12))
    pipe.send(b"RFB %03d.%03d\n" % version)
    chosen = yield from (_security_3_3(access) if version == _V3_3 else _security_3_7(pipe, access))
    security = chosen
    if chosen is Security.VENCRYPT:
        security = yield from start_vencrypt(pipe, access)
    elif chosen is Security.TLS and access.trust is not None:
        pipe.start_tls(access.trust, access.server_name)
        security = yield from _security_offered(pipe, _inside_tls(access))
    if security is Security.PLAIN:
        pipe.send(plain_response(access))
    if security is Security.VNC:
        if access.password is None:
            raise AuthenticationError("the RFB server wants a password; set one for this scanner")
        pipe.send(vnc_response(access.password, (yield CHALLENGE_BYTES)))
    if chosen is not Security.NONE or version == _V3_8:
        yield from _security_result(version)
    pipe.send(b"\x01")  # shared: other viewers of the scanner stay connected
    return (yield from _server_init())


def _agreed_version(greeting: bytes) -> tuple[int, int]:
    match = _VERSION.fullmatch(greeting)
    if match is None:
        raise RfbError("what answered is not an RFB server; check address and port")
    offered = int(match[1]), int(match[2])
    # 7.1.1: any other version is to be taken for 3.3.
    return _V3_8 if offered >= _V3_8 else _V3_7 if offered == _V3_7 else _V3_3


def _reason() -> Parser[str]:
    (length,) = struct.unpack(">I", (yield 4))
    if length > MAX_REASON_BYTES:
        return f"it gives a reason of {length} bytes, which is not read; check the server"
    return (yield length).decode("utf-8", "replace")


def _security_3_3(access: Access) -> Parser[Security]:
    (kind,) = struct.unpack(">I", (yield 4))
    if kind == 0:
        reason = yield from _reason()
        raise AuthenticationError(f"the RFB server refused the connection: {reason}")
    if access.trust is not None:
        raise AuthenticationError(
            "the RFB server speaks version 3.3, which has no TLS, and TLS is set for this scanner; "
            "update the server, or take TLS out of this scanner's settings"
        )
    if kind not in (Security.NONE, Security.VNC):
        raise AuthenticationError(
            f"the RFB server wants security type {kind}; set it to None or VNC password"
        )
    return Security(kind)


def _wanted(access: Access) -> tuple[Security, ...]:
    if isinstance(access.trust, Anonymous) and not access.user:
        return (Security.VENCRYPT, Security.TLS)
    if access.trust is not None:
        return (Security.VENCRYPT,)
    return _inside_tls(access)


def _inside_tls(access: Access) -> tuple[Security, ...]:
    return (Security.NONE,) if access.password is None else (Security.VNC, Security.NONE)


def _security_3_7(pipe: Pipe, access: Access) -> Parser[Security]:
    return (yield from _security_offered(pipe, _wanted(access)))


def _security_offered(pipe: Pipe, wanted: tuple[Security, ...]) -> Parser[Security]:
    count = (yield 1)[0]
    if count == 0:
        reason = yield from _reason()
        raise AuthenticationError(f"the RFB server refused the connection: {reason}")
    offered = yield count
    for security in wanted:
        if security in offered:
            pipe.send(bytes([security]))
            return security
    raise AuthenticationError(
        f"the RFB server offers security types {sorted(offered)}, needed with this scanner's "
        f"settings is {names(wanted)}; "
        "change the server's security, or set a password or TLS for this scanner"
    )


def _security_result(version: tuple[int, int]) -> Parser[None]:
    (result,) = struct.unpack(">I", (yield 4))
    if result != 0:
        reason = (yield from _reason()) if version == _V3_8 else "no reason given"
        raise AuthenticationError(
            f"the RFB server refused us: {reason}; check the password set for this scanner"
        )


def _server_init() -> Parser[Connected]:
    # The server's own pixel format is not used: ours is set right after.
    width, height, name_bytes = struct.unpack(">HH16xI", (yield 24))
    check_size(width, height)
    if name_bytes > MAX_NAME_BYTES:
        raise RfbError(f"the RFB server's name is {name_bytes} bytes long; check the server")
    name = (yield name_bytes).decode("utf-8", "replace")
    return Connected(width, height, name)
