"""RFB (RFC 6143), the protocol of VNC servers and KVM-over-IP boxes, from the client's side.

``protocol`` is the whole protocol without I/O: bytes in, events out. ``client`` is its asyncio
adapter, ``encodings`` has one file per encoding.
"""

from telescan.console.rfb.client import RfbClient, RfbSettings
from telescan.console.rfb.errors import RfbError
from telescan.console.rfb.protocol import RfbProtocol

__all__ = ["RfbClient", "RfbError", "RfbProtocol", "RfbSettings"]
