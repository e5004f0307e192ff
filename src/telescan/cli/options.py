"""Options and arguments that several commands have."""

from pathlib import Path

import click

config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="TOML file; environment variables override it.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
dicom_folder = click.argument("folder", metavar="DICOM_DIR", type=click.Path(path_type=Path))
