"""Bytes from and to an RFB server: plain, and through TLS once it was started. No I/O."""

import ssl
from contextlib import suppress

from telescan.console.rfb.errors import AuthenticationError, RfbError
from telescan.console.rfb.trust import Trust, check_certificate, tls_context

_TAKE_BYTES = 1 << 16


class _Tls:
    """The client's side of one TLS connection between two buffers."""

    def __init__(self, trust: Trust, server_name: str) -> None:
        self._trust = trust
        self._cipher_in = ssl.MemoryBIO()
        self._cipher_out = ssl.MemoryBIO()
        try:
            self._ssl = tls_context(trust).wrap_bio(
                self._cipher_in, self._cipher_out, server_hostname=server_name or None
            )
        except (OSError, ValueError) as error:
            raise AuthenticationError(
                f"TLS cannot begin ({error}); check the RFB server's name and the file of its "
                "certificate authority"
            ) from error
        self._agreed = False
        self._waiting = bytearray()
        """What we said before it was certain to whom."""

    def decrypt(self, data: bytes) -> bytes:
        """Take what came from the server; return what it means. The certificate is checked first.

        Raises:
            AuthenticationError: the certificate is not the right one.
            RfbError: TLS failed.

        """
        self._cipher_in.write(data)
        plain = bytearray()
        try:
            if not self._agreed:
                self._ssl.do_handshake()
                check_certificate(self._trust, self._ssl.getpeercert(binary_form=True))
                self._agreed = True
                self.encrypt(bytes(self._waiting))
            while piece := self._ssl.read(_TAKE_BYTES):
                plain += piece
        except (ssl.SSLWantReadError, ssl.SSLZeroReturnError):
            pass  # the end of the connection is the caller's to see
        except ssl.SSLCertVerificationError as error:
            raise AuthenticationError(
                f"the RFB server's certificate is not trusted ({error.verify_message}); "
                "give the authority that signed it, or pin its fingerprint"
            ) from error
        except ssl.SSLError as error:
            raise RfbError(
                f"TLS with the RFB server failed ({error.reason}); check the server's TLS settings"
            ) from error
        return bytes(plain)

    def encrypt(self, data: bytes) -> None:
        """Take what the server shall read; what cannot be said any more, the reader will see."""
        if not self._agreed:
            self._waiting += data
            return
        with suppress(ssl.SSLError):
            self._ssl.write(data)

    def to_send(self) -> bytes:
        """Return the bytes that must go to the server now."""
        return self._cipher_out.read()


class Pipe:
    """The two directions of one connection."""

    def __init__(self) -> None:
        self.received = bytearray()
        """What the server said and nobody has taken yet."""
        self._to_send = bytearray()
        self._tls: _Tls | None = None

    def receive(self, data: bytes) -> None:
        """Take bytes that came from the server."""
        self.received += data if self._tls is None else self._tls.decrypt(data)

    def send(self, data: bytes) -> None:
        """Say something to the server."""
        if self._tls is None:
            self._to_send += data
        else:
            self._tls.encrypt(data)

    def data_to_send(self) -> bytes:
        """Return the bytes that must go to the server now."""
        data = bytes(self._to_send)
        self._to_send.clear()
        return data if self._tls is None else data + self._tls.to_send()

    def start_tls(self, trust: Trust, server_name: str) -> None:
        """Speak TLS from here on. The server speaks next only after our greeting.

        Raises:
            AuthenticationError: the authority's file cannot be read, or the name is none.
            RfbError: the server said more already; somebody in between may have.

        """
        if self.received:
            raise RfbError("the RFB server said more before TLS began; check the network")
        self._tls = _Tls(trust, server_name)
        self._tls.decrypt(b"")
