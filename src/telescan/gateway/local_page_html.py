"""The local page itself: one HTML file, no other resource, Chinese and English."""

import base64
import hashlib
import re
from importlib.resources import files

PAGE = files("telescan.gateway").joinpath("local_page.html").read_text(encoding="utf-8")


def _hash_of(element: str) -> str:
    """Return the CSP source of the page's one ``style`` or ``script`` element."""
    match = re.search(rf"<{element}>(.*?)</{element}>", PAGE, re.DOTALL)
    if match is None:
        raise ValueError(f"local_page.html has no {element} element")
    digest = hashlib.sha256(match[1].encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; connect-src 'self'; script-src {_hash_of('script')};"
    f" style-src {_hash_of('style')}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""Nothing but the page's own style and script, and its own gateway."""
