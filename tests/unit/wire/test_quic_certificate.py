"""The hub's own certificate: what browsers ask of one that they know by its hash."""

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from telescan.wire.quic.certificate import read_or_make_certificate

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def test_it_is_what_browsers_ask_for(tmp_path):
    own = read_or_make_certificate(tmp_path, NOW)
    certificate = x509.load_pem_x509_certificate(own.file.read_bytes())
    valid = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert valid <= dt.timedelta(days=14)
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    assert own.key_file.stat().st_mode & 0o077 == 0


def test_it_outlives_a_start_of_the_hub_and_is_renewed_in_time(tmp_path):
    first = read_or_make_certificate(tmp_path, NOW)
    assert read_or_make_certificate(tmp_path, NOW + dt.timedelta(days=5)).pem == first.pem
    later = NOW + dt.timedelta(days=7)
    second = read_or_make_certificate(tmp_path, later)
    assert second.pem != first.pem
    certificate = x509.load_pem_x509_certificate(first.pem.encode())
    assert later < certificate.not_valid_after_utc


def test_it_is_renewed_at_a_quiet_moment_and_at_last_in_any_case(tmp_path):
    own = read_or_make_certificate(tmp_path, NOW)
    week, late = NOW + dt.timedelta(days=7), NOW + dt.timedelta(days=11, hours=1)
    assert own.due(week, quiet=True)
    assert not own.due(week, quiet=False)
    assert own.due(late, quiet=False)
    certificate = x509.load_pem_x509_certificate(own.pem.encode())
    assert late < certificate.not_valid_after_utc


def test_a_key_of_another_certificate_is_replaced(tmp_path):
    own = read_or_make_certificate(tmp_path / "a", NOW)
    other = read_or_make_certificate(tmp_path / "b", NOW)
    own.key_file.write_bytes(other.key_file.read_bytes())
    assert read_or_make_certificate(tmp_path / "a", NOW).pem != own.pem
