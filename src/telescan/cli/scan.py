"""``telescan scan``: the virtual scanner without its console."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from telescan.cli import options
from telescan.cli.number import Number
from telescan.configuration import ConfigurationError

if TYPE_CHECKING:
    from telescan.mr.faults import Faults
    from telescan.virtual.headless_report import SeriesReport


class _PhantomName(click.ParamType[str]):
    """A name, checked where the phantoms are known."""

    name = "text"

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:
        del param, ctx
        return "Expected head, acr or sphere."


@click.command()
@click.option(
    "--protocol",
    required=True,
    metavar="NAME_OR_FILE",
    help="Series or exam that ships, such as head-t2-3t, or a JSON file of the same form.",
)
@click.option(
    "--phantom",
    type=_PhantomName(),
    required=True,
    metavar="NAME",
    help="What lies in the scanner: head, head+infarct (also ms-plaques, tumour, tumour-enhanced,"
    " microbleeds; several joined by +), acr or sphere.",
)
@click.option(
    "--field",
    "field_t",
    type=Number(float, "a field strength in tesla, 1.5 or 3, without a unit"),
    required=True,
    help="Tesla: 1.5 or 3.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME=STRENGTH",
    help="Something wrong, from 0 (nothing) to 1 (gross), such as motion=0.5; may be repeated.",
)
@click.option(
    "--seed",
    type=Number(int, "a whole number of 0 or more", at_least=0),
    default=0,
    show_default=True,
    help="Start of the noise.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder for the DICOM files; made where it is not there.",
)
@click.option(
    "--raw",
    type=click.Path(path_type=Path),
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
    from telescan.virtual.headless import run_headless

    report = run_headless(
        protocol=protocol,
        phantom=phantom,
        field_strength_t=field_t,
        out=out,
        raw=raw,
        seed=seed,
        faults=_faults_of(faults),
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


def _faults_of(texts: tuple[str, ...]) -> "Faults":
    from telescan.mr.faults import FaultError, Faults, fault_of

    try:
        given = [fault_of(text) for text in texts]
        wrong = Faults(dict(given))
    except FaultError as error:
        raise ConfigurationError(f"{error}") from error
    for fault, _ in given:
        strengths = [f"{strength:g}" for other, strength in given if other is fault]
        if len(strengths) > 1:
            raise ConfigurationError(
                f"fault {fault}: expected one strength, got {' and '.join(strengths)}; give it once"
            )
    return wrong


def _maps_of(series: "SeriesReport") -> str:
    """Return what was worked out of a series' images."""
    maps = [s.kind.value.replace("_", " ") for s in series.sets if s.kind.value != "magnitude"]
    return f", with {', '.join(maps)}" if maps else ""
