"""A console's result as people read it: both contenders side by side, then the bars."""

from collections.abc import Iterator, Mapping

_FIGURES = (
    "p50_ms", "p95_ms", "max_ms", "keys_lost", "frames_lost", "frames", "bytes_per_event",
    "bytes_per_text_scroll", "bytes_per_image", "bytes_at_rest_per_s", "uplink_mbit_s",
)  # fmt: skip


def table(result: Mapping[str, object]) -> str:
    """Return the lines of one result, or of several by their names."""
    if "telescan" in result:
        return "\n".join(_lines(result))
    return "\n\n".join(
        "\n".join([f"console, {name}", *_lines(one)])
        for name, one in result.items()
        if isinstance(one, Mapping)
    )


def _lines(result: Mapping[str, object]) -> Iterator[str]:
    yield from _side_by_side(result)
    during = result.get("with_upload")
    if isinstance(during, Mapping):
        yield "with a DICOM upload"
        yield from _side_by_side(during)
        yield from _plain(during, "over_without")
    for section in ("viewers", "outage"):
        yield from _plain(result, section)
    yield from _bars(result.get("bars"))


def _side_by_side(result: Mapping[str, object]) -> Iterator[str]:
    ours, theirs, ratios = (_part(result, name) for name in ("telescan", "novnc", "ratio"))
    yield f"  {'':<36}{'Telescan':>14}{'noVNC':>14}{'ratio':>14}"
    for name in _FIGURES:
        cells = (ours.get(name), theirs.get(name), ratios.get(name, ""))
        yield f"  {name:<36}" + "".join(f"{_cell(value):>14}" for value in cells)
    for group in ("exact_after_ms", "busy_percent"):
        for name in sorted({*_part(ours, group), *_part(theirs, group)}):
            pair = (_part(ours, group).get(name, ""), _part(theirs, group).get(name, ""))
            yield f"  {f'{group} {name}':<36}" + "".join(f"{_cell(value):>14}" for value in pair)


def _plain(result: Mapping[str, object], section: str) -> Iterator[str]:
    for name, value in _part(result, section).items():
        if isinstance(value, Mapping):
            for inner, figure in value.items():
                yield f"  {f'{section} {name} {inner}':<50}{_cell(figure):>14}"
        else:
            yield f"  {f'{section} {name}':<50}{_cell(value):>14}"


def _bars(bars: object) -> Iterator[str]:
    if not isinstance(bars, list) or not bars:
        return
    yield f"  {'bars':<50}{'measured':>14}{'at most':>14}"
    for bar in bars:
        word = {True: "met", False: "NOT MET", None: ""}[bar["is_met"]]
        limit = _cell(float(bar["limit"]))
        yield f"  {bar['says']:<50}{_cell(bar['measured']):>14}{limit:>14}  {word}".rstrip()


def _part(result: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = result.get(name)
    return part if isinstance(part, Mapping) else {}


def _cell(value: object) -> str:
    if value is None:
        return "not measured"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
