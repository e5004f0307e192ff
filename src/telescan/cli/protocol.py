"""``telescan protocol``: exams against their reference protocol, and series as Pulseq files."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from telescan.cli import options

if TYPE_CHECKING:
    from telescan.protocol.exam_check import ExamCheck

DEVIATION = 1


_PATIENT_WEIGHT_KG = 75.0
"""SAR is judged for an average adult where no patient is there."""


@click.group()
def protocol() -> None:
    """Protocols: hold what was run against them, and export them."""


@protocol.command("check")
@options.dicom_folder
@click.option(
    "--reference",
    required=True,
    metavar="NAME_OR_FILE",
    help="Series or exam that ships, such as head-3t, or a JSON file of the same form.",
)
@options.as_json
def check(folder: Path, reference: str, as_json: bool) -> int:
    """Check the series of DICOM_DIR against a reference; exit 1 where one deviates or is missing.

    Series are paired by Series Description; a single series is held against a single reference.
    """
    from telescan.cli.dicom_input import read_quietly
    from telescan.protocol.exam_check import RunSeries, check_exam
    from telescan.protocol.reading import read_protocol

    wanted = read_protocol(reference, of="reference")
    found = read_quietly(folder)
    run = [
        RunSeries(
            series_instance_uid=series.series_instance_uid,
            series_number=series.series_number,
            description=series.description,
            headers=series.headers,
        )
        for series in found.series
    ]
    result = check_exam(wanted, run)
    click.echo(result.model_dump_json() if as_json else _as_text(result))
    return 0 if result.complies else DEVIATION


@protocol.command("pulseq")
@click.argument("name")
@click.option(
    "--field",
    required=True,
    type=click.Choice(["1.5", "3"]),
    help="Field strength of the scanner whose gradients and pulses are used, T.",
)
@click.option(
    "--out",
    "file",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Pulseq file to write.",
)
@options.as_json
def pulseq(name: str, field: str, file: Path, as_json: bool) -> int:
    """Write the series NAME, one that ships or a JSON file, as a Pulseq file.

    It is what the scanner would play. Its axes are read (x), phase (y) and slice (z).
    """
    from telescan.mr.hardware import MODELS
    from telescan.mr.playout.played import NotLaidOutError
    from telescan.mr.pulseq import write_pulseq
    from telescan.protocol.reading import read_protocol
    from telescan.virtual.raster import rounding_warnings, set_on
    from telescan.virtual.words import refusal

    series, *others = read_protocol(name, of="protocol").series
    if others:
        raise click.BadParameter(f"{name} is an exam; name one series of it.", param_hint="NAME")
    model = next(m for m in MODELS.values() if m.field_strength_t == float(field))
    asked = series.prescription
    as_set, answer = set_on(asked, model, patient_weight_kg=_PATIENT_WEIGHT_KG)
    if not answer.runs:
        reason = refusal(answer.violations, model, asked)
        raise click.BadParameter(f"does not run on {model.name}: {reason}", param_hint="NAME")
    try:
        write_pulseq(as_set, model, file)
    except NotLaidOutError as error:
        raise click.BadParameter(f"{error}.", param_hint="NAME") from error
    for warning in rounding_warnings(series.name, asked, as_set):
        click.echo(f"warning: {warning}", err=True)
    click.echo(json.dumps({"file": str(file), "model": model.name}) if as_json else str(file))
    return 0


def _as_text(result: "ExamCheck") -> str:
    lines = []
    for series in result.series:
        name = f"{series.series_number or '-'} {series.description or '(no description)'}"
        lines.append(
            f"{name}, {series.reference}: {'deviates' if series.deviations else 'complies'}"
        )
        lines += [
            f"    {c.parameter}: {c.as_run} instead of {c.prescribed}" for c in series.deviations
        ]
        unsaid = [c.parameter for c in series.checks if c.as_run is None]
        if unsaid:
            lines.append(f"    not in the headers: {', '.join(unsaid)}")
    lines += [f"{description}: missing" for description in result.missing]
    lines += [f"{description}: not in the reference" for description in result.not_in_reference]
    return "\n".join(lines)
