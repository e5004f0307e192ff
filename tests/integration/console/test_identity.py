"""Who the patient is, on a real screen: for those who may see it, and for nobody else."""

import numpy as np
import pytest

from telescan.console.framebuffer import MASK, OPAQUE
from telescan.console.geometry import Rect
from telescan.console.messages import Joined
from telescan.console.rfb import RfbSettings
from telescan.console.rights import SourceRules

BAR = Rect(100, 40, 300, 90)
KEY_A = {"kind": "key", "keysym": ord("a"), "code": "KeyA"}


def serve(chain, port: int, *, full: bool) -> None:
    settings = RfbSettings("127.0.0.1", port, masks=(BAR,), keep_hidden=full)
    chain.run_stream(settings, chain.channel(), SourceRules(shows_identity=full))


def blanked(pixels: np.ndarray) -> np.ndarray:
    pixels = pixels.copy()
    pixels[BAR.rows, BAR.columns] = MASK
    return pixels


async def shows(chain, viewer, port: int, *, masked: bool) -> bool:
    pixels = chain.photograph(port) | OPAQUE
    await chain.until(lambda: viewer.shows(blanked(pixels) if masked else pixels))
    return True


async def test_an_operator_sees_who_the_patient_is_beside_an_expert_who_does_not(chain, qt):
    serve(chain, qt.port, full=True)
    expert = await chain.view()
    operator = await chain.view("operator")
    assert await shows(chain, operator, qt.port, masked=False)
    assert await shows(chain, expert, qt.port, masked=True)
    assert operator.last(Joined).sees_identity
    assert not expert.last(Joined).sees_identity
    assert expert.private_operations == 0
    chain.grant("expert", 1)
    await expert.input(1, **KEY_A, down=True)
    await chain.until(lambda: qt.said("press 65 a"))
    assert await shows(chain, operator, qt.port, masked=False)
    assert await shows(chain, expert, qt.port, masked=True)


async def test_who_comes_after_an_operator_left_gets_nothing_of_it(chain, qt):
    serve(chain, qt.port, full=True)
    expert = await chain.view()
    operator = await chain.view("operator")
    assert await shows(chain, operator, qt.port, masked=False)
    await operator.connection.close()
    late = await chain.view("watcher")
    assert await shows(chain, late, qt.port, masked=True)
    assert expert.private_operations == late.private_operations == 0
    again = await chain.view("operator")
    assert await shows(chain, again, qt.port, masked=False)


@pytest.mark.parametrize("person", ["operator", "expert"])
async def test_where_the_site_masks_nobody_sees_it(chain, qt, person):
    serve(chain, qt.port, full=False)
    viewer = await chain.view(person)
    assert await shows(chain, viewer, qt.port, masked=True)
    assert viewer.private_operations == 0
