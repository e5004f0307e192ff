"""Real servers that want to be sure of who comes, and prove who they are."""

import logging
import os
import ssl
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest
from tests.peers.certificate import make_certificate
from tests.peers.rfb_servers import TigerVnc, X11Vnc, picture
from tests.peers.rfb_watcher import watching

from telescan.console.rfb.client import RfbSettings
from telescan.console.rfb.security import vnc_response
from telescan.console.rfb.trust import Anonymous, Authority, Pinned, Trust

PASSWORD = "magnet33"
SCREEN = picture()


@dataclass
class Secured:
    """A TigerVNC server's place and what its certificate is."""

    folder: Path
    port: int = 0
    authority: Authority = field(init=False)
    pinned: Pinned = field(init=False)

    def __post_init__(self) -> None:
        self.files = make_certificate(self.folder / "tls")
        certificate = ssl.PEM_cert_to_DER_cert(self.files.cert_file.read_text())
        self.authority = Authority(self.files.cert_file)
        self.pinned = Pinned(sha256(certificate).hexdigest())
        self.password_file = self.folder / "password"
        # What vncpasswd writes: the password under a key that every VNC server knows.
        self.password_file.write_bytes(
            vnc_response("\x17\x52\x6b\x06\x23\x4e\x58\x07", PASSWORD.encode())
        )

    def options(self, types: str) -> tuple[str, ...]:
        return (
            f"-SecurityTypes={types}",
            f"-PasswordFile={self.password_file}",
            f"-X509Cert={self.files.cert_file}",
            f"-X509Key={self.files.key_file}",
        )

    def of(self, user: str, password: str, trust: Trust) -> RfbSettings:
        return RfbSettings("127.0.0.1", self.port, password, trust=trust, user=user)

    async def shows(self, password: str | None, trust: Trust | None) -> None:
        async with watching(self.settings(password, trust)) as watcher:
            await watcher.sees(SCREEN)

    def settings(self, password: str | None, trust: Trust | None) -> RfbSettings:
        return RfbSettings("127.0.0.1", self.port, password, trust=trust)


@pytest.fixture
async def tigervnc(tmp_path: Path) -> AsyncIterator[Secured]:
    secured = Secured(tmp_path)
    options = secured.options("None,VncAuth,TLSNone,TLSVnc,X509None,X509Vnc")
    async with TigerVnc.running(*options) as server:
        server.screen.paint(0, 0, SCREEN)
        secured.port = server.port
        yield secured


async def test_each_kind_of_security_opens_tigervnc(tigervnc):
    for trust in (None, Anonymous(), tigervnc.authority, tigervnc.pinned):
        for password in (None, PASSWORD):
            await tigervnc.shows(password, trust)


@pytest.mark.parametrize(
    ("password", "pin", "fault"),
    [("wrong", None, "check the password"), (PASSWORD, "0" * 64, "pinned is 0000")],
    ids=["wrong password", "another certificate"],
)
async def test_tigervnc_stays_closed(caplog, tigervnc, password, pin, fault):
    trust = tigervnc.pinned if pin is None else Pinned(pin)
    with caplog.at_level(logging.WARNING):
        async with watching(tigervnc.settings(password, trust)) as watcher:
            await watcher.loses()
    (record,) = caplog.records
    assert fault in record.getMessage()


@pytest.mark.parametrize("types", ["None", "VncAuth"])
async def test_tigervnc_of_version_3_3_is_seen(tmp_path, types):
    secured = Secured(tmp_path)
    async with TigerVnc.running("-Protocol3.3", *secured.options(types)) as server:
        server.screen.paint(0, 0, SCREEN)
        secured.port = server.port
        await secured.shows(PASSWORD, None)


@pytest.mark.parametrize("version", ["3.3", "3.7", "3.8"])
@pytest.mark.parametrize("password", [None, PASSWORD], ids=["open", "password"])
async def test_x11vnc_of_each_version_is_seen(tmp_path, version, password):
    security = () if password is None else ("-passwd", password)
    async with (
        X11Vnc.running(tmp_path / "screen", "-rfbversion", version, *security) as server,
        watching(RfbSettings("127.0.0.1", server.port, password)) as watcher,
    ):
        await watcher.sees(SCREEN)


@pytest.fixture
def pam_service(tmp_path: Path) -> Iterator[str]:
    """Let PAM know one person by name, for as long as the test runs."""
    if not os.access("/etc/pam.d", os.W_OK):
        pytest.skip("PAM's folder can be written by root only")
    people = tmp_path / "people"
    people.write_text("mr2\n")
    service = Path(f"/etc/pam.d/telescan-{uuid.uuid4().hex}")
    service.write_text(
        f"auth required pam_listfile.so item=user sense=allow onerr=fail file={people}\n"
        "account required pam_permit.so\n"
    )
    yield service.name
    service.unlink()


async def test_a_name_known_to_pam_opens_tigervnc_and_another_does_not(
    tmp_path: Path, pam_service: str, caplog: pytest.LogCaptureFixture
) -> None:
    secured = Secured(tmp_path)
    options = secured.options("TLSPlain,X509Plain")
    plain = ("-PlainUsers=*", f"-PAMService={pam_service}")
    async with TigerVnc.running(*options, *plain) as server:
        server.screen.paint(0, 0, SCREEN)
        secured.port = server.port
        for trust in (Anonymous(), secured.pinned):
            async with watching(secured.of("mr2", PASSWORD, trust)) as watcher:
                await watcher.sees(SCREEN)
        async with watching(secured.of("nobody", PASSWORD, secured.pinned)) as watcher:
            await watcher.loses()
        assert "check the password" in caplog.text


async def test_tls_without_vencrypt_opens_x11vnc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its key exchange is of 1024 bits, which OpenSSL 3 permits at its lowest level only.
    weak = tmp_path / "openssl.cnf"
    weak.write_text(
        "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n"
        "[c]\nCipherString = DEFAULT@SECLEVEL=0\n"
    )
    monkeypatch.setenv("OPENSSL_CONF", str(weak))
    options = ("-ssl", "TMP", "-anontls", "only", "-vencrypt", "never")
    async with X11Vnc.running(tmp_path / "frame", *options) as server:
        settings = RfbSettings("127.0.0.1", server.port, trust=Anonymous())
        async with watching(settings) as watcher:
            await watcher.sees(SCREEN)
