"""Every reason has its answer."""

import pytest

from telescan.session.refusal import Code, Refused, http_status


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (Code.NOT_ALLOWED, 403),
        (Code.NO_SESSION, 404),
        (Code.SESSION_ENDED, 409),
        (Code.BEYOND_LIMITS, 422),
        (Code.SITE_UNREACHABLE, 503),
        ("unheard_of", 409),
    ],
)
def test_a_code_decides_the_http_status(code: str, status: int) -> None:
    assert http_status(code) == status
    assert Refused(code, "why").status == status
