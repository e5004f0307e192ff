"""VeNCrypt's negotiation, and what a server or somebody in between may try there."""

import ssl
import struct
from hashlib import sha256

import pytest
from tests.peers.certificate import make_certificate
from tests.peers.rfb_encoder import server_init

from telescan.console.rfb.errors import AuthenticationError, RfbError
from telescan.console.rfb.events import Connected
from telescan.console.rfb.protocol import RfbProtocol
from telescan.console.rfb.security import Access
from telescan.console.rfb.trust import Anonymous, Authority, Pinned

OPENING = b"RFB 003.008\n" + b"\x03\x01\x02\x13" + b"\x00\x02" + b"\x00"
ALL = struct.pack(">B6I", 6, 257, 258, 259, 260, 261, 262)
ANY_PIN = Pinned("0" * 64)


def said(protocol: RfbProtocol, data: bytes) -> bytes:
    list(protocol.receive(data))
    return protocol.data_to_send()


@pytest.mark.parametrize(
    ("access", "chosen"),
    [
        (Access(None, Anonymous()), 257),
        (Access("secret", Anonymous()), 258),
        (Access(None, ANY_PIN), 260),
        (Access("secret", ANY_PIN), 261),
        (Access("secret", Anonymous(), user="mr2"), 259),
        (Access("secret", ANY_PIN, user="mr2"), 262),
    ],
)
def test_the_kind_that_the_settings_need_is_chosen(access, chosen):
    sent = said(RfbProtocol(access), OPENING + ALL)
    assert sent == b"RFB 003.008\n\x13\x00\x02" + struct.pack(">I", chosen)


@pytest.mark.parametrize(
    ("access", "offer", "named"),
    [
        (Access("x", ANY_PIN), b"RFB 003.003\n\0\0\0\2", "no TLS"),
        (Access("x", ANY_PIN), b"RFB 003.008\n\x02\x01\x02", "VENCRYPT"),
        (Access("x", ANY_PIN), OPENING + struct.pack(">B2I", 2, 257, 258), "X509_VNC"),
        (Access("x", Anonymous()), OPENING + struct.pack(">BI", 1, 261), "TLS_VNC"),
        (Access("x"), b"RFB 003.008\n\x01\x13", "TLS for this scanner"),
        (Access("x", ANY_PIN), OPENING + b"\0", "offers"),
    ],
)
def test_less_than_what_the_settings_need_is_refused(access, offer, named):
    with pytest.raises(AuthenticationError, match=named):
        list(RfbProtocol(access).receive(offer))


@pytest.mark.parametrize(
    ("offer", "named"),
    [
        (b"RFB 003.008\n\x01\x13\x00\x01", "0.1"),
        (b"RFB 003.008\n\x01\x13\x00\x02\x01", "does not speak"),
        (OPENING + ALL + b"\x00", "certificate and key"),
        (OPENING + ALL + b"\x01" + b"\0\0\0\0", "before TLS"),
    ],
)
def test_a_broken_negotiation_is_told(offer, named):
    with pytest.raises(RfbError, match=named):
        list(RfbProtocol(Access("x", ANY_PIN)).receive(offer))


def test_what_is_not_tls_is_told():
    protocol = RfbProtocol(Access("x", ANY_PIN))
    said(protocol, OPENING + ALL + b"\x01")
    with pytest.raises(RfbError, match="TLS settings"):
        list(protocol.receive(b"RFB 003.008\n" * 3))


class TlsServer:
    """The server's side between two buffers."""

    def __init__(self, files) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files.cert_file, files.key_file)
        self.reader, self.writer = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.ssl = context.wrap_bio(self.reader, self.writer, server_side=True)

    def shakes_hands_with(self, protocol: RfbProtocol, greeting: bytes) -> None:
        self.reader.write(greeting)
        for _ in range(4):
            try:
                self.ssl.do_handshake()
            except ssl.SSLWantReadError:
                self.reader.write(said(protocol, self.writer.read()))
            else:
                return
        raise AssertionError("no handshake")

    def says(self, plain: bytes) -> bytes:
        self.ssl.write(plain)
        return self.writer.read()


@pytest.fixture
def files(tmp_path):
    return make_certificate(tmp_path / "tls")


def fingerprint(files) -> str:
    return sha256(ssl.PEM_cert_to_DER_cert(files.cert_file.read_text())).hexdigest()


def greeted(access: Access) -> tuple[RfbProtocol, bytes]:
    protocol = RfbProtocol(access)
    said(protocol, OPENING + ALL)
    return protocol, said(protocol, b"\x01")


def test_all_goes_through_tls_once_the_certificate_is_the_pinned_one(files):
    protocol, greeting = greeted(Access(None, Pinned(fingerprint(files).upper())))
    server = TlsServer(files)
    server.shakes_hands_with(protocol, greeting)
    events = list(protocol.receive(server.says(bytes(4) + server_init(20, 10))))
    assert events == [Connected(20, 10, "MR2")]
    server.reader.write(protocol.data_to_send())
    assert server.ssl.read(1) == b"\x01"


def test_another_certificate_than_the_pinned_one_is_refused_by_its_fingerprint(files):
    protocol, greeting = greeted(Access("secret", ANY_PIN))
    with pytest.raises(AuthenticationError, match=fingerprint(files)):
        TlsServer(files).shakes_hands_with(protocol, greeting)


def test_a_certificate_of_the_authority_must_be_for_the_address(files):
    protocol, greeting = greeted(Access("x", Authority(files.cert_file), "127.0.0.1"))
    TlsServer(files).shakes_hands_with(protocol, greeting)
    protocol, greeting = greeted(Access("x", Authority(files.cert_file), "127.0.0.2"))
    with pytest.raises(AuthenticationError, match=r"127\.0\.0\.2"):
        TlsServer(files).shakes_hands_with(protocol, greeting)


def test_a_certificate_of_nobody_known_is_refused(files, tmp_path):
    other = make_certificate(tmp_path / "other")
    protocol, greeting = greeted(Access("x", Authority(other.cert_file), "127.0.0.1"))
    with pytest.raises(AuthenticationError, match="pin its fingerprint"):
        TlsServer(files).shakes_hands_with(protocol, greeting)


def test_an_authority_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(AuthenticationError, match="authority"):
        greeted(Access("x", Authority(tmp_path / "missing.pem")))


@pytest.mark.parametrize("text", ["", "12", "g" * 64, "00:" * 33])
def test_what_is_no_fingerprint_is_refused(text):
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        Pinned(text)
