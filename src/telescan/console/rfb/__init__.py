"""RFB (RFC 6143), the protocol of VNC servers and KVM-over-IP boxes, from the client's side.

``protocol`` is the whole protocol without I/O: bytes in, events out; ``update``, ``handshake``,
``vencrypt`` and ``pipe`` are its parts, ``encodings`` has one file per encoding. ``client`` keeps a
scanner's ``picture``, asks for updates as ``pacing`` says, over one ``connection`` after the other,
each held to the times of ``patience``. Nothing beyond ``limits`` is believed.
"""

from telescan.console.rfb.client import RfbClient, RfbSettings
from telescan.console.rfb.encodings import FAR, NEAR, Encoding
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.protocol import RfbProtocol
from telescan.console.rfb.trust import Anonymous, Authority, Pinned, Trust

__all__ = [
    "FAR",
    "NEAR",
    "Anonymous",
    "Authority",
    "Encoding",
    "Pinned",
    "RfbClient",
    "RfbError",
    "RfbProtocol",
    "RfbSettings",
    "Trust",
]
