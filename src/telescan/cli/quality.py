"""``telescan quality``: what is measured on images."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from telescan.cli import options
from telescan.configuration import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telescan.quality.phantom import PhantomMeasurement, PhantomReport, SuspectedArtefact
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


@quality.command("phantom")
@options.dicom_folder
@options.as_json
def phantom(folder: Path, as_json: bool) -> None:
    """Measure images of the ACR large phantom against the ACR's limits, and name artefacts.

    Exits 1 where a value lies outside of its limits or could not be measured.
    """
    from telescan.cli.dicom_input import read_quietly, whole_images
    from telescan.quality.phantom.examination import examine

    examined = [
        (series, examine(whole_images(series.files))) for series in read_quietly(folder).series
    ]
    found = [(series, seen) for series, seen in examined if seen.reports]
    if not found:
        series, seen = examined[0]
        raise ConfigurationError(
            f"{folder}: shows no ACR large phantom (series {series.series_number or '-'}:"
            f" {seen.refusal}); name a folder with its eleven axial images"
        )
    passed = all(report.passed for _, seen in found for report in seen.reports)
    if as_json:
        rows = [
            {
                "series_instance_uid": series.series_instance_uid,
                "series_number": series.series_number,
                "description": series.description,
                **report.model_dump(mode="json"),
                "passed": report.passed,
            }
            for series, seen in found
            for report in seen.reports
        ]
        click.echo(json.dumps({"passed": passed, "series": rows}))
    else:
        for series, seen in examined:
            name = f"{series.series_number or '-'} {series.description or '(no description)'}"
            if seen.refusal is not None:
                click.echo(f"{name}: not measured ({seen.refusal})")
            for report in seen.reports:
                click.echo("\n".join(_phantom_table(name, report)))
    raise SystemExit(0 if passed else 1)


def _phantom_table(name: str, report: "PhantomReport") -> list[str]:
    """Return one line per measurement under a line that names the series."""
    field = f", {report.field_strength_t:g} T" if report.field_strength_t else ""
    echo = f", TE {report.echo_time_ms:g} ms" if report.echo_time_ms else ""
    lines = [f"{name}{field}{echo}: {'passed' if report.passed else 'NOT PASSED'}"]
    for m in report.measurements:
        quantity = m.quantity.replace("_", " ")
        lines.append(
            f"  {quantity:<25}{m.where:<43}{_value(m):>9} {_UNITS.get(m.unit, m.unit):<3}"
            f" {_limits(m):<16} {_verdict(m)}"
        )
    if report.artefacts is not None:
        lines.append(f"  suspected artefacts: {_named(report.artefacts)}")
    return lines


def _named(artefacts: "Sequence[SuspectedArtefact]") -> str:
    """Return ``none``, or such as ``spikes (slices 1, 7)``."""
    seen = (
        f"{one.artefact.replace('_', ' ')}"
        f" ({'slice' if len(one.slices) == 1 else 'slices'} {', '.join(map(str, one.slices))})"
        for one in artefacts
    )
    return "; ".join(seen) or "none"


_UNITS = {"1": ""}


def _value(measurement: "PhantomMeasurement") -> str:
    if measurement.value is None:
        return "-"
    digits = {"low_contrast": 0, "snr": 0, "high_contrast_resolution": 1, "ghosting": 2}
    places = digits.get(measurement.quantity, 1)
    return f"{round(measurement.value, places) + 0.0:.{places}f}"


def _limits(measurement: "PhantomMeasurement") -> str:
    low, high = measurement.lower, measurement.upper
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"at least {low:g}"
    return "-" if high is None else f"at most {high:g}"


def _verdict(measurement: "PhantomMeasurement") -> str:
    words = {"passed": "passed", "failed": "FAILED", "no_limit": "-"}
    reason = f" ({measurement.reason.replace('_', ' ')})" if measurement.reason else ""
    return words.get(measurement.verdict, "NOT MEASURED") + reason
