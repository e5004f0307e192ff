"""An emulated mobile link between a site and a hub, for benchmarks and tests on one machine.

Each side is a network namespace of its own; both end with the link, however the program ends.
"""

from bench.link_emulator.link import Counters, EmulatedLink, Flow, LinkUnavailableError, Namespace
from bench.link_emulator.profiles import PROFILES, Direction, Profile

__all__ = [
    "PROFILES",
    "Counters",
    "Direction",
    "EmulatedLink",
    "Flow",
    "LinkUnavailableError",
    "Namespace",
    "Profile",
]
