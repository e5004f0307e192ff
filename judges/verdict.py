"""Values of several judges held against the same limits, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from judges.series import JudgedSeries
from telescan.quality.phantom.limits import Limits, limits_of
from telescan.quality.phantom.result import Quantity


@dataclass(frozen=True)
class Finding:
    """What one judge says of one quantity."""

    judge: str
    quantity: str
    where: str
    value: float | None
    reason: str | None
    limits: Limits

    @property
    def passed(self) -> bool:
        """Tell whether the value is there and within its limits."""
        return self.value is not None and self.limits.hold(self.value)

    def as_row(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {**asdict(self), "passed": self.passed}


def held_against_limits(judge: str, series: JudgedSeries, value: Mapping[str, Any]) -> Finding:
    """Take up a judge's value."""
    limits = limits_of(Quantity(value["quantity"]), series.field_strength_t, series.echo_time_ms)
    where = str(value["where"]).split(" (")[0]
    return Finding(judge, value["quantity"], where, value["value"], value["reason"], limits)


def table(title: str, judges: Sequence[str], findings: Sequence[Finding]) -> str:
    """Return one line per quantity and place, one column per judge; ``!`` marks a failure."""
    places = dict.fromkeys((f.quantity, f.where) for f in findings)
    found = {(f.judge, f.quantity, f.where): f for f in findings}
    lines = [f"{title:<66}" + "".join(f"{judge:>11}" for judge in judges) + "  limits"]
    for quantity, where in places:
        cells = [found.get((judge, quantity, where)) for judge in judges]
        limits = next(f.limits for f in cells if f)
        lines.append(
            f"  {quantity.replace('_', ' '):<25} {where:<38}"
            + "".join(f"{_cell(cell):>11}" for cell in cells)
            + f"  {_range(limits)}"
        )
        lines += [f"    {f.judge}: {f.reason}" for f in cells if f and f.value is None]
    return "\n".join(lines)


def _cell(finding: Finding | None) -> str:
    if finding is None:
        return ""
    if finding.value is None:
        return "none !"
    return f"{finding.value:.2f}{'  ' if finding.passed else ' !'}"


def _range(limits: Limits) -> str:
    low, high = limits.lower, limits.upper
    if low is None and high is None:
        return ""
    if low is None:
        return f"≤ {high:g}"
    return f"≥ {low:g}" if high is None else f"{low:g} to {high:g}"
