import json
from pathlib import Path

import numpy as np
import pytest
from tests.peers.mrzero_case import correlation, our_image, read_slice

from telescan.mr.prescription import Prescription

REFERENCES = Path(__file__).parents[2] / "data" / "mrzero"
CASES = json.loads((REFERENCES / "cases.json").read_text())


@pytest.mark.parametrize("case", CASES)
def test_our_image_is_the_one_that_phase_distribution_graphs_give(case: str) -> None:
    prescription = Prescription.model_validate(CASES[case]["prescription"])
    ours = our_image(read_slice(REFERENCES / "slice.npz"), prescription)
    with np.load(REFERENCES / f"{case}.npz") as reference:
        assert correlation(ours, reference["image"].astype(np.float64)) >= 0.97
