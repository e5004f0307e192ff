"""``telescan scan``: the virtual scanner without its console."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from telescan.cli import options
from telescan.configuration import ConfigurationError

if TYPE_CHECKING:
    from telescan.virtual.headless_report import SeriesReport


@click.command()
@click.option(
    "--protocol",
    required=True,
    metavar="NAME_OR_FILE",
    help="Series or exam that ships, such as head-t2-3t, or a JSON file of the same form.",
)
@click.option(
    "--phantom",
    required=True,
    metavar="NAME",
    help="What lies in the scanner: head, head+infarct (also ms-plaques, tumour, tumour-enhanced,"
    " microbleeds; several joined by +), acr or sphere.",
)
@click.option("--field", "field_t", type=float, required=True, help="Tesla: 1.5 or 3.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME=STRENGTH",
    help="Something wrong, from 0 (nothing) to 1 (gross), such as motion=0.5; may be repeated.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Start of the noise."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for the DICOM files; made where it is not there.",
)
@click.option(
    "--raw",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.h5",
    help="New ISMRMRD file for the k-space of every series.",
)
@options.as_json
def scan(
    *,
    protocol: str,
    phantom: str,
    field_t: float,
    faults: tuple[str, ...],
    seed: int,
    out: Path,
    raw: Path | None,
    as_json: bool,
) -> None:
    """Acquire a protocol of a phantom as DICOM files; the same input gives the same files."""
    from telescan.mr.faults import FaultError, Faults, fault_of
    from telescan.virtual.headless import run_headless

    try:
        wrong = Faults(dict(fault_of(text) for text in faults))
    except FaultError as error:
        raise ConfigurationError(f"{error}") from error
    report = run_headless(
        protocol=protocol,
        phantom=phantom,
        field_strength_t=field_t,
        out=out,
        raw=raw,
        seed=seed,
        faults=wrong,
    )
    for warning in report.warnings:
        click.echo(f"warning: {warning}", err=True)
    if as_json:
        click.echo(report.model_dump_json())
        return
    click.echo(f"{report.protocol} of the {report.phantom} on {report.scanner_model}, in {out}:")
    for series in report.series:
        click.echo(
            f"  {series.series_number:>3}  {series.description:<24} {len(series.files):>3} images,"
            f" {series.scan_time_s:.0f} s on a scanner{_maps_of(series)}"
        )
    if raw is not None:
        click.echo(f"Raw data in {raw}")


def _maps_of(series: "SeriesReport") -> str:
    """Return what was worked out of a series' images."""
    maps = [s.kind.value.replace("_", " ") for s in series.sets if s.kind.value != "magnitude"]
    return f", with {', '.join(maps)}" if maps else ""
