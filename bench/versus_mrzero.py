"""The same slice by MRzero's phase distribution graphs and by us: how much faster, how alike.

MRzero is AGPL and needs an environment of its own: name its interpreter in the environment variable
``TELESCAN_MRZERO_PYTHON`` (see ``tools/mrzero_references.py``). Without it nothing is measured.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from tests.peers.mrzero_case import correlation, our_image, read_slice

from telescan.mr.prescription import Prescription

MATRIX = 128
CASE = "turbo_spin_echo"
REPEATS = 20
TOOL = Path(__file__).parents[1] / "tools" / "mrzero_references.py"


def measure() -> dict[str, object]:
    """Simulate the head's middle slice, 128 x 128, by both."""
    mrzero = os.environ.get("TELESCAN_MRZERO_PYTHON")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = [str(TOOL), "slice", str(MATRIX), name]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        subprocess.run([sys.executable, *arguments], check=True, env=environment)
        case = json.loads((folder / "cases.json").read_text())[CASE]
        prescription = Prescription.model_validate(case["prescription"])
        imaged = read_slice(folder / "slice.npz")
        ours = our_image(imaged, prescription)
        times_s = []
        for _ in range(REPEATS):
            started = time.perf_counter()
            our_image(imaged, prescription)
            times_s.append(time.perf_counter() - started)
        ours_s = statistics.median(times_s)
        result: dict[str, object] = {"telescan_s": ours_s}
        if mrzero is None:
            return result | {"mrzero_s": None, "ratio": None, "correlation": None}
        simulate = [mrzero, str(TOOL), "simulate", name, CASE]
        subprocess.run(simulate, check=True, stdout=subprocess.DEVNULL)
        with np.load(folder / f"{CASE}.npz") as reference:
            mrzero_s = float(reference["seconds"])
            alike = correlation(ours, reference["image"].astype(np.float64))
    return result | {"mrzero_s": mrzero_s, "ratio": mrzero_s / ours_s, "correlation": alike}
