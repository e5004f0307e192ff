"""Values of several judges held against limits, one line each."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from judges.limits import judge_limits
from judges.series import JudgedSeries
from telescan.quality.phantom.limits import Limits
from telescan.quality.phantom.result import Quantity


@dataclass(frozen=True)
class Finding:
    """What one judge says of one quantity of one series."""

    series: str
    judge: str
    quantity: str
    where: str
    value: float | None
    reason: str | None
    limits: Limits
    instead_of_acr: str
    """Whose limits they are where they are not the ACR's."""

    @property
    def passed(self) -> bool:
        """Tell whether the value is there and within its limits."""
        return self.value is not None and self.limits.hold(self.value)

    def as_row(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {**asdict(self), "passed": self.passed}


def held_against_limits(judge: str, series: JudgedSeries, value: Mapping[str, Any]) -> Finding:
    """Take up a judge's value."""
    held = judge_limits(
        judge, Quantity(value["quantity"]), series.field_strength_t, series.echo_time_ms
    )
    return Finding(
        series=series.name,
        judge=judge,
        quantity=value["quantity"],
        where=str(value["where"]).split(" (")[0],
        value=value["value"],
        reason=value["reason"],
        limits=held.limits,
        instead_of_acr=held.instead_of_acr,
    )


def table(findings: Sequence[Finding]) -> str:
    """Return one line per finding, then what limits are not the ACR's and why."""
    notes = list(dict.fromkeys(f.instead_of_acr for f in findings if f.instead_of_acr))
    lines = [_line("series", "judge", "measurement", "value", "limit", "pass")]
    lines += [
        _line(
            f.series,
            f.judge,
            f"{f.quantity.replace('_', ' ')}, {f.where}",
            f"not measured: {f.reason}" if f.value is None else f"{f.value:.2f}",
            _range(f.limits) + _mark(notes, f.instead_of_acr),
            _verdict(f),
        )
        for f in findings
    ]
    return "\n".join(lines + [f"[{number}] {note}" for number, note in enumerate(notes, start=1)])


def _line(*cells: str) -> str:
    return "  ".join(f"{cell:{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))


_WIDTHS = ("<29", "<8", "<56", ">7", "<10", "")


def _mark(notes: Sequence[str], note: str) -> str:
    return f" [{notes.index(note) + 1}]" if note else ""


def _verdict(finding: Finding) -> str:
    if finding.passed:
        return "-" if finding.limits == Limits() else "yes"
    return "NO"


def _range(limits: Limits) -> str:
    low, high = limits.lower, limits.upper
    if low is None and high is None:
        return "-"
    if low is None:
        return f"≤ {high:g}"
    return f"≥ {low:g}" if high is None else f"{low:g} to {high:g}"
