"""The hub's own certificate for QUIC: short-lived, believed by its hash or as it is.

What browsers ask of a certificate that they are told by hash (W3C WebTransport, custom certificate
requirements): valid for 14 days at most, an ECDSA key on P-256.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from telescan.wire.quic import OWN_NAME

VALID = dt.timedelta(days=13)
RENEWED_AFTER = dt.timedelta(days=6)
LATEST = dt.timedelta(days=11)
"""Renewed at a quiet moment after the first, in any case after this."""
_CLOCKS_APART = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """A certificate and where it is kept."""

    file: Path
    key_file: Path
    pem: str
    made: dt.datetime

    def due(self, now: dt.datetime, *, quiet: bool) -> bool:
        """Tell whether to renew it now; ``quiet``: nobody is connected."""
        return now - self.made > (RENEWED_AFTER if quiet else LATEST)


def read_or_make_certificate(folder: Path, now: dt.datetime) -> OwnCertificate:
    """Return the certificate kept in a folder; a new one where there is none or it is due."""
    file, key_file = folder / "quic.pem", folder / "quic.key"
    try:
        kept = _described(file, key_file)
    except (OSError, ValueError):
        return _make(file, key_file, now)
    return _make(file, key_file, now) if kept.due(now, quiet=True) or now < kept.made else kept


def _described(file: Path, key_file: Path) -> OwnCertificate:
    pem = file.read_text(encoding="ascii")
    certificate = x509.load_pem_x509_certificate(pem.encode())
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    if key.public_key() != certificate.public_key():
        raise ValueError("the key is of another certificate")
    made = certificate.not_valid_before_utc + _CLOCKS_APART
    return OwnCertificate(file, key_file, pem, made)


def _make(file: Path, key_file: Path, now: dt.datetime) -> OwnCertificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, OWN_NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_APART)
        .not_valid_after(now - _CLOCKS_APART + VALID)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(OWN_NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return _described(file, key_file)
