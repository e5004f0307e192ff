"""Images of the ACR phantom for the judges: freshly simulated ones, or a real scanner's."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydicom import dcmread

from telescan.protocol.library import series_named
from telescan.virtual.headless import run_headless

PROTOCOLS = ("acr-t1", "acr-dual-echo")
FIELDS_T = (1.5, 3.0)
OFF_MM = 0.5
"""How far the phantom is laid off along the bore. Nobody lays it to a tenth of a millimetre, and
hazen finds no difference in length between bars that have none: it then returns its largest."""


@dataclass(frozen=True)
class JudgedSeries:
    """One echo of one series."""

    name: str
    folder: Path
    field_strength_t: float
    echo_time_ms: float


def simulate(protocol: str, field_t: float, out: Path, seed: int) -> list[JudgedSeries]:
    """Acquire a protocol into a folder that is not there yet; one series per echo."""
    content = series_named(protocol).model_dump(mode="json", exclude={"name"})
    content["prescription"]["slice_offset_mm"] = OFF_MM
    out.mkdir(parents=True)
    planned = out / "protocol.json"
    planned.write_text(json.dumps(content))
    images = out / "images"
    run_headless(
        protocol=str(planned), phantom="acr", field_strength_t=field_t, out=images, seed=seed
    )
    echoes: dict[int, float] = {}
    for file in sorted(images.glob("*.dcm")):
        header = dcmread(file, stop_before_pixels=True)
        echo = int(header.EchoNumbers)
        echoes[echo] = float(header.EchoTime)
        (out / f"echo-{echo}").mkdir(exist_ok=True)
        file.rename(out / f"echo-{echo}" / file.name)
    return [
        JudgedSeries(f"{protocol} {field_t:g} T, TE {time:g} ms", out / f"echo-{n}", field_t, time)
        for n, time in sorted(echoes.items())
    ]


def real_series(folder: Path) -> Iterator[JudgedSeries]:
    """Find the folders with the phantom's eleven images, one file each."""
    for one in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(file for file in one.iterdir() if file.is_file())
        if len(files) == 11:
            header = dcmread(files[0], stop_before_pixels=True)
            field_t, time = float(header.MagneticFieldStrength), float(header.EchoTime)
            yield JudgedSeries(one.name, one, field_t, time)
