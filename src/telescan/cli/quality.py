"""``telescan quality``: what is measured on images."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from telescan.cli import options

if TYPE_CHECKING:
    from telescan.quality.results import Measurement


@click.group()
def quality() -> None:
    """Measure image quality."""


@quality.command("clinical")
@options.dicom_folder
@options.as_json
def clinical(folder: Path, as_json: bool) -> None:
    """Measure each MR series of DICOM_DIR; what cannot be measured says why, never 0."""
    from telescan.cli.dicom_input import read_quietly, whole_images
    from telescan.quality.clinical import measure, middle_of

    series = read_quietly(folder).series
    measured = [measure(whole_images(middle_of(one.files))) for one in series]
    if as_json:
        rows = [
            {
                "series_instance_uid": one.series_instance_uid,
                "series_number": one.series_number,
                "description": one.description,
                "images": len(one.headers),
                "measurements": [m.model_dump(mode="json") for m in measurements],
            }
            for one, measurements in zip(series, measured, strict=True)
        ]
        click.echo(json.dumps({"series": rows}))
        return
    for one, measurements in zip(series, measured, strict=True):
        values = "; ".join(_as_text(m) for m in measurements)
        name = f"{one.series_number or '-'} {one.description or '(no description)'}"
        click.echo(f"{name}, {len(one.headers)} images: {values}")


def _as_text(measurement: "Measurement") -> str:
    if measurement.value is not None:
        return f"{measurement.name} {measurement.value:.1f}"
    reason = measurement.reason.replace("_", " ") if measurement.reason else "unknown"
    return f"{measurement.name} not measured ({reason})"
