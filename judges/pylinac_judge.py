"""Run pylinac's ACR MRI analysis on a folder and print what it finds, one JSON list.

Runs in pylinac's own environment and imports nothing of ours.
"""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

from pylinac import ACRMRILarge

DISTANCES = {
    "horizontal": "slice 5, horizontal",
    "vertical": "slice 5, vertical",
    "negative diagonal": "slice 5, diagonal, down to the right",
    "positive diagonal": "slice 5, diagonal, down to the left",
}

MEASURED = (
    "geometric_accuracy", "slice_thickness", "slice_position",
    "uniformity", "ghosting", "low_contrast",
)  # fmt: skip


def main(folder: Path) -> list[dict[str, Any]]:
    """Return every value that is held against a limit, and the resolution's 50 % point."""
    warnings.simplefilter("ignore")
    try:
        analysis = ACRMRILarge(folder)
        analysis.analyze()
        found = analysis.results_data(as_dict=True)
    except Exception as error:  # noqa: BLE001 - whatever stops a judge is its finding
        reason = str(error)[:120]
        return [{"quantity": q, "where": "", "value": None, "reason": reason} for q in MEASURED]
    first, uniform = found["slice1"], found["uniformity_module"]
    distances = found["geometric_distortion_module"]["distances"]
    values = [
        *(
            ("geometric_accuracy", where, float(distances[name].removesuffix("mm")))
            for name, where in DISTANCES.items()
        ),
        ("slice_thickness", "slice 1", first["measured_slice_thickness_mm"]),
        ("slice_position", "slice 1", first["bar_difference_mm"]),
        ("slice_position", "slice 11", found["slice11"]["bar_difference_mm"]),
        ("uniformity", "slice 7", uniform["piu"]),
        ("ghosting", "slice 7", uniform["psg"]),
        ("low_contrast", "slices 8 to 11", found["low_contrast_multi_slice_module"]["score"]),
    ]
    return [
        {"quantity": quantity, "where": where, "value": float(value), "reason": None}
        for quantity, where, value in values
    ]


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1])), sys.stdout)
