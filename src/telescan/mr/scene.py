"""What is scanned: a scanner with something in its bore, and what is wrong with it."""

from dataclasses import dataclass

from telescan.mr.faults import NO_FAULTS, Faults
from telescan.mr.hardware import ScannerModel
from telescan.mr.phantom.interface import Phantom


@dataclass(frozen=True)
class Scene:
    """A scanner with something in its bore."""

    model: ScannerModel
    phantom: Phantom
    faults: Faults = NO_FAULTS
