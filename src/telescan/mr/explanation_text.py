"""Explanations as English sentences, for consoles and the command line.

``TE 90 → 70 ms: T2 contrast falls 22 %, SNR rises 12 %, scan time unchanged``
"""

from telescan.mr.explanation import Direction, Effect, Explanation, Quantity
from telescan.mr.violation import Setting, said

_SHORT = {
    "repetition_time_ms": "TR",
    "echo_time_ms": "TE",
    "second_echo_time_ms": "TE 2",
    "inversion_time_ms": "TI",
    "fov_frequency_mm": "FOV frequency",
    "fov_phase_mm": "FOV phase",
    "b_values_s_mm2": "b-values",
    "pixel_bandwidth_hz": "Bandwidth",
    "parallel_technique": "Parallel imaging",
}
_UNITS = {"ms": " ms", "mm": " mm", "hz": " Hz", "deg": "°", "percent": " %"}

_QUANTITIES = {
    Quantity.T1_CONTRAST: "T1 contrast",
    Quantity.T2_CONTRAST: "T2 contrast",
    Quantity.T2_STAR_CONTRAST: "T2* contrast",
    Quantity.GRAY_WHITE_CNR: "gray-white CNR",
    Quantity.SNR: "SNR",
    Quantity.SCAN_TIME: "scan time",
    Quantity.VOXEL_VOLUME: "voxel volume",
    Quantity.COVERAGE: "coverage",
    Quantity.FAT_SHIFT: "fat shift",
    Quantity.SAR: "SAR",
    Quantity.STIMULATION: "nerve stimulation",
}


def sentence(explanation: Explanation) -> str:
    """Return one explanation in words."""
    effects = ", ".join(_effect(effect) for effect in explanation.effects)
    cannot = "" if explanation.runs else " (cannot run by itself)"
    return f"{_subject(explanation)}{cannot}: {effects}"


def parameter_name(parameter: str) -> str:
    """Return a parameter's name without its unit."""
    words, _, unit = parameter.rpartition("_")
    plain = words if unit in _UNITS else parameter
    return _SHORT.get(parameter, plain.replace("_", " ").capitalize())


def _subject(explanation: Explanation) -> str:
    if explanation.parameter is None:
        return "All together"
    unit = _UNITS.get(explanation.parameter.rpartition("_")[2], "")
    before, after = _value(explanation.before), _value(explanation.after)
    return f"{parameter_name(explanation.parameter)} {before} → {after}{unit}"


def _value(setting: Setting | None) -> str:
    return "none" if setting is None or setting == () else said(setting)


def _effect(effect: Effect) -> str:
    name = _QUANTITIES[effect.quantity]
    if effect.direction is Direction.UNCHANGED:
        return f"{name} unchanged"
    if effect.before < 1e-9:
        return f"{name} {effect.direction.value}"
    percent = abs(effect.ratio - 1) * 100
    return f"{name} {effect.direction.value} {percent:.{0 if percent >= 1 else 1}f} %"
