"""``telescan scan``: the virtual scanner without its console."""

from pathlib import Path

import click

from telescan.cli import options


@click.command()
@click.option(
    "--protocol",
    required=True,
    metavar="NAME_OR_FILE",
    help="Series or exam that ships, such as head-t2-3t, or a JSON file of the same form.",
)
@click.option("--phantom", required=True, help="What lies in the scanner: head or sphere.")
@click.option("--field", "field_t", type=float, required=True, help="Tesla: 1.5 or 3.")
@click.option("--seed", type=int, default=0, show_default=True, help="Start of the noise.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for the DICOM files; made where it is not there.",
)
@options.as_json
def scan(
    *, protocol: str, phantom: str, field_t: float, seed: int, out: Path, as_json: bool
) -> None:
    """Acquire a protocol of a phantom as DICOM files; the same input gives the same files."""
    from telescan.virtual.headless import run_headless

    report = run_headless(
        protocol=protocol, phantom=phantom, field_strength_t=field_t, out=out, seed=seed
    )
    if as_json:
        click.echo(report.model_dump_json())
        return
    click.echo(f"{report.protocol} of the {report.phantom} on {report.scanner_model}, in {out}:")
    for series in report.series:
        click.echo(
            f"  {series.series_number:>3}  {series.description:<24} {len(series.files):>3} images,"
            f" {series.scan_time_s:.0f} s on a scanner"
        )
