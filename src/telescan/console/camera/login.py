"""HTTP authentication towards a camera: Digest (RFC 7616) and Basic (RFC 7617). Pure."""

import base64
import hashlib
import re

from telescan.console.camera.errors import CameraLoginError
from telescan.console.camera.settings import Credentials

_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')
_ALGORITHMS = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def authorization(
    challenges: list[str], credentials: Credentials, path: str, cnonce: str, *, confidential: bool
) -> str:
    """Return the Authorization header for a GET of ``path``, by the best scheme that is offered.

    Args:
        challenges: the WWW-Authenticate headers of a 401.
        credentials: whose.
        path: with its query.
        cnonce: a random word.
        confidential: whether nobody can listen; Basic shows the password to whoever does.

    Raises:
        CameraLoginError: no scheme that may be used.

    """
    offers = [_digest_offer(text) for text in challenges if text.lower().startswith("digest")]
    for name in ("SHA-256", "MD5"):
        for offer in offers:
            if offer.get("algorithm", "MD5").upper() == name:
                return _digest(offer, name, credentials, path, cnonce)
    if not any(text.lower().startswith("basic") for text in challenges):
        raise CameraLoginError(
            "the camera asks for a kind of login that is neither Digest nor Basic"
        )
    if not confidential:
        raise CameraLoginError(
            "the camera asks for its password in the clear (Basic over http://); "
            "use https://, or switch it to Digest"
        )
    pair = f"{credentials.user}:{credentials.password}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"


def _digest_offer(challenge: str) -> dict[str, str]:
    found = _PARAMETER.findall(challenge)
    return {name.lower(): quoted or plain for name, quoted, plain in found}


def _digest(
    offer: dict[str, str], algorithm: str, credentials: Credentials, path: str, cnonce: str
) -> str:
    def hashed(*parts: str) -> str:
        return _ALGORITHMS[algorithm](":".join(parts).encode()).hexdigest()

    realm, nonce = offer.get("realm", ""), offer.get("nonce", "")
    secret = hashed(credentials.user, realm, credentials.password)
    asked = hashed("GET", path)
    given = {"username": credentials.user, "realm": realm, "nonce": nonce, "uri": path}
    plain = {"algorithm": algorithm}
    if "auth" in offer.get("qop", "").split(","):
        given |= {"cnonce": cnonce}
        plain |= {"qop": "auth", "nc": "00000001"}
        response = hashed(secret, nonce, "00000001", cnonce, "auth", asked)
    else:
        response = hashed(secret, nonce, asked)
    if "opaque" in offer:
        given["opaque"] = offer["opaque"]
    words = [f'{name}="{value}"' for name, value in (given | {"response": response}).items()]
    return "Digest " + ", ".join(words + [f"{name}={value}" for name, value in plain.items()])
