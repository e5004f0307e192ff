"""How an RFB server proves who it is under TLS (VeNCrypt)."""

import re
import ssl
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from telescan.console.rfb.errors import AuthenticationError

# The only suites without a certificate; TLS 1.3 has none.
_ANONYMOUS_SUITES = "aNULL:!eNULL:!3DES:!RC4:@SECLEVEL=0"


@dataclass(frozen=True, slots=True)
class Authority:
    """By a certificate that an authority of ours signed for the server's address (X509)."""

    ca_file: Path


@dataclass(frozen=True, slots=True)
class Pinned:
    """By exactly this certificate (X509): a KVM-over-IP box has one that it made itself.

    Raises:
        ValueError: not a SHA-256 fingerprint.

    """

    sha256: str
    """Of the certificate in DER: 64 hexadecimal digits, colons allowed."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.digits):
            raise ValueError(
                "a certificate's SHA-256 fingerprint has 64 hexadecimal digits; "
                "`openssl x509 -fingerprint -sha256` prints it"
            )

    @property
    def digits(self) -> str:
        """The fingerprint in small letters, without colons."""
        return self.sha256.replace(":", "").lower()


@dataclass(frozen=True, slots=True)
class Anonymous:
    """By nothing: encrypted, but whoever sits in between can read all. For lines that are safe."""


type Trust = Authority | Pinned | Anonymous


def tls_context(trust: Trust) -> ssl.SSLContext:
    """Return the client's side of TLS.

    Raises:
        OSError: the authority's file cannot be read.

    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    match trust:
        case Authority(ca_file):
            context.load_verify_locations(ca_file)
        case Pinned():
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # the fingerprint is compared instead
        case Anonymous():
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(_ANONYMOUS_SUITES)
    return context


def check_certificate(trust: Trust, certificate: bytes | None) -> None:
    """Compare what the server showed (DER) with what is pinned.

    Raises:
        AuthenticationError: another certificate, or none.

    """
    if not isinstance(trust, Pinned):
        return
    shown = "none" if certificate is None else sha256(certificate).hexdigest()
    if shown != trust.digits:
        raise AuthenticationError(
            f"the RFB server's certificate has the SHA-256 fingerprint {shown}, pinned is "
            f"{trust.digits}; where the server has a new certificate, compare it there and pin it"
        )
