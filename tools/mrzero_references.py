"""Makes the reference images of tests/data/mrzero by MRzero's phase distribution graphs.

MRzero (``pip install MRzeroCore``) is AGPL: it runs in an environment of its own, never as part of
Telescan, and only its images are kept. So there are two steps, from the checkout:

    PYTHONPATH=src:. python tools/mrzero_references.py slice 64 FOLDER   (Telescan's environment)
    MRZERO_PYTHON tools/mrzero_references.py simulate FOLDER [CASE...]   (MRzero's environment)

The first writes what is imaged, ``slice.npz``, and what each case prescribes, ``cases.json``. The
second simulates them with instantaneous, uniform pulses and writes ``CASE.npz``: the image and the
seconds that it took.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

FOV_MM = 220.0
BANDWIDTH_HZ = 400.0
CASES: dict[str, dict[str, Any]] = {
    "spin_echo": {"repetition_time_ms": 600.0, "echo_time_ms": 15.0},
    "spoiled_gradient_echo": {
        "repetition_time_ms": 150.0,
        "echo_time_ms": 5.0,
        "flip_angle_deg": 60.0,
    },
    "turbo_spin_echo": {
        "repetition_time_ms": 4000.0,
        "echo_time_ms": 96.0,
        "echo_train_length": 8,
        "refocusing_flip_angle_deg": 180.0,
    },
}
DUMMIES = {"spin_echo": 3, "spoiled_gradient_echo": 40, "turbo_spin_echo": 2}
"""Repetitions before the first that is acquired."""
SPOILED = 8.0
"""Turns of phase over the slice that a spoiler gives."""
SLICE_M = 0.005


def write_slice_and_cases(matrix: int, folder: Path) -> None:
    """Write the head's middle slice and the prescriptions, with the order of a train's echoes."""
    from tests.peers.mrzero_case import FINER, MODEL, write_slice

    from telescan.mr.phantom import phantom_named
    from telescan.mr.prescription import Prescription
    from telescan.mr.sampling import phase_sampling
    from telescan.mr.sequence.echo_order import echo_of_each_line
    from telescan.mr.sequence.turbo_spin_echo import centre_echo, echo_spacing_ms
    from telescan.mr.slice_object import slice_plane
    from telescan.mr.tissue import tissue_values

    head = phantom_named("head")
    points = FINER * matrix
    across_mm = (np.arange(points) - points // 2) * FOV_MM / points
    cases = {}
    for name, values in CASES.items():
        prescription = Prescription(
            sequence=name,
            matrix_phase=matrix,
            matrix_frequency=matrix,
            fov_phase_mm=FOV_MM,
            fov_frequency_mm=FOV_MM,
            pixel_bandwidth_hz=BANDWIDTH_HZ,
            slice_offset_mm=15.0,
            **values,
        )
        cases[name] = {"prescription": prescription.model_dump(mode="json")}
        if name == "turbo_spin_echo":
            middle = centre_echo(prescription, MODEL) - 1
            acquired = phase_sampling(prescription).acquired
            order = echo_of_each_line(acquired, prescription.echo_train_length, middle)
            cases[name]["echo_of_line"] = order.tolist()
            cases[name]["echo_spacing_ms"] = echo_spacing_ms(prescription, MODEL)
    plane = slice_plane(prescription, 0, across_mm, across_mm, thickness_mm=SLICE_M * 1e3)
    maps = head.fractions(plane)
    present = np.flatnonzero(maps.sum(axis=(1, 2)) > 1)
    values = tissue_values([head.tissues[i] for i in present], MODEL.field_strength_t)
    write_slice(folder / "slice.npz", maps[present], values)
    (folder / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")


def simulate(folder: Path, wanted: list[str]) -> None:
    """Simulate cases by MRzero."""
    cases = json.loads((folder / "cases.json").read_text())
    data = _voxels(folder / "slice.npz")
    for name in wanted or cases:
        sequence = _SEQUENCES[name](cases[name])
        lines = _line_order(name, cases[name])
        started = time.perf_counter()
        signal = _signal(sequence, data)
        seconds = time.perf_counter() - started
        samples = signal.size // len(lines)
        kspace = np.zeros((len(lines), samples), dtype=np.complex64)
        kspace[lines] = signal.reshape(len(lines), samples)
        image = np.fft.fftshift(np.fft.ifft2(np.fft.ifftshift(kspace)))
        np.savez_compressed(
            folder / f"{name}.npz",
            image=np.abs(image / np.abs(image).max()).astype(np.float16),
            seconds=seconds,
        )
        print(f"{name}: {seconds:.1f} s")


def _voxels(path: Path) -> Any:
    """Return every tissue of every point as a voxel of its own."""
    import torch
    from MRzeroCore import SimData
    from MRzeroCore.phantom.voxel_grid_phantom import sigmoid

    kept = np.load(path)
    tissue, phase, frequency = np.nonzero(kept["maps"])
    share = kept["maps"][tissue, phase, frequency] / 255
    points = kept["maps"].shape[1]
    size_m = FOV_MM * 1e-3
    position = np.stack([frequency - points // 2, phase - points // 2, 0 * phase], axis=-1)

    def of(name: str) -> Any:
        return torch.tensor(kept[name][tissue], dtype=torch.float32)

    t2, t2_star = of("t2_ms") * 1e-3, of("t2_star_ms") * 1e-3
    ones = torch.ones(1, tissue.size)
    nyquist = 0.5 * points / size_m
    return SimData(
        PD=of("proton_density") * torch.tensor(share, dtype=torch.float32),
        T1=of("t1_ms") * 1e-3,
        T2=t2,
        T2dash=1 / (1 / t2_star - 1 / t2).clamp(min=1e-6),
        D=0 * t2,
        # Our readout gradient falls with the index of a sample; turning it is turning frequencies.
        B0=-of("off_resonance_hz"),
        B1=ones + 0j,
        coil_sens=ones + 0j,
        size=torch.tensor([size_m, size_m, SLICE_M]),
        affine=torch.eye(4),
        voxel_pos=torch.tensor(position * size_m / points, dtype=torch.float32),
        nyquist=torch.tensor([nyquist, nyquist, 0.5 / SLICE_M]),
        dephasing_func=sigmoid,
    )


def _signal(sequence: Any, data: Any) -> np.ndarray:
    import MRzeroCore as mrzero

    graph = mrzero.compute_graph(sequence, data)
    signal = mrzero.execute_graph(graph, sequence, data, print_progress=False)
    return np.asarray(signal).ravel()


def _line_order(name: str, case: dict[str, Any]) -> list[int]:
    """Return which line each readout is of, in the order of time."""
    lines = range(case["prescription"]["matrix_phase"])
    if name != "turbo_spin_echo":
        return list(lines)
    echo_of_line = case["echo_of_line"]
    of_echo = [
        [line for line in lines if echo_of_line[line] == echo]
        for echo in range(case["prescription"]["echo_train_length"])
    ]
    return [line for shot in zip(*of_echo, strict=True) for line in shot]


def _pulse(sequence: Any, events: int, flip_deg: float, phase_deg: float, *, refocus: bool) -> Any:
    """Begin a repetition with a pulse."""
    from MRzeroCore import PulseUsage

    repetition = sequence.new_rep(events)
    repetition.pulse.usage = PulseUsage.REFOC if refocus else PulseUsage.EXCIT
    repetition.pulse.angle[...] = np.deg2rad(flip_deg)
    repetition.pulse.phase[...] = np.deg2rad(phase_deg)
    return repetition


def _read(repetition: Any, first: int, samples: int, phase_deg: float, *, acquired: bool) -> None:
    """Read a line from the event ``first`` on, its middle sample half a readout later."""
    events = slice(first, first + samples)
    repetition.event_time[events] = 1 / (BANDWIDTH_HZ * samples)
    repetition.gradm[events, 0] = 1.0
    repetition.adc_usage[events] = int(acquired)
    repetition.adc_phase[events] = -np.deg2rad(phase_deg)


def _gradient_echo(case: dict[str, Any]) -> Any:
    from MRzeroCore import Sequence

    asked, sequence = case["prescription"], Sequence()
    samples, lines = asked["matrix_frequency"], asked["matrix_phase"]
    te_s, tr_s = asked["echo_time_ms"] * 1e-3, asked["repetition_time_ms"] * 1e-3
    read_s = 1 / BANDWIDTH_HZ
    turn_deg = 0.0
    for number in range(-DUMMIES["spoiled_gradient_echo"], lines):
        turn_deg += 117.0 * (number + DUMMIES["spoiled_gradient_echo"])
        excite = _pulse(sequence, samples + 2, asked["flip_angle_deg"], turn_deg, refocus=False)
        step = max(number, 0) - lines // 2
        excite.event_time[0] = te_s - read_s / 2 - read_s / samples
        excite.gradm[0, 0], excite.gradm[0, 1] = -samples // 2 - 1, step
        _read(excite, 1, samples, turn_deg, acquired=number >= 0)
        excite.event_time[-1] = tr_s - te_s - read_s / 2 + read_s / samples
        excite.gradm[-1, 1], excite.gradm[-1, 2] = -step, SPOILED
    return sequence


def _echo_train(case: dict[str, Any], dummies: int, spacing_s: float, train: list[int]) -> Any:
    """Return shots of an excitation and as many refocusing pulses as lines in ``train``."""
    from MRzeroCore import Sequence

    asked, sequence = case["prescription"], Sequence()
    samples, lines = asked["matrix_frequency"], asked["matrix_phase"]
    read_s, tr_s = 1 / BANDWIDTH_HZ, asked["repetition_time_ms"] * 1e-3
    echoes = asked["echo_train_length"]
    shots = [train[:echoes]] * dummies
    shots += [train[first : first + echoes] for first in range(0, len(train), echoes)]
    for number, shot in enumerate(shots):
        excite = _pulse(sequence, 1, 90.0, 90.0, refocus=False)
        excite.event_time[0] = spacing_s / 2
        excite.gradm[0, 0] = samples // 2
        for echo, line in enumerate(shot):
            refocus = _pulse(
                sequence, samples + 2, asked["refocusing_flip_angle_deg"], 0.0, refocus=True
            )
            step = line - lines // 2
            refocus.event_time[0] = spacing_s / 2 - read_s / 2 - read_s / samples
            refocus.gradm[0, 0], refocus.gradm[0, 1] = -1.0, step
            _read(refocus, 1, samples, 90.0, acquired=number >= dummies)
            refocus.event_time[-1] = spacing_s / 2 - read_s / 2 + read_s / samples
            refocus.gradm[-1, 0], refocus.gradm[-1, 1] = 1.0, -step
            if echo == len(shot) - 1:
                refocus.event_time[-1] = tr_s - (echo + 0.5) * spacing_s - spacing_s / 2
                refocus.gradm[-1, 2] = SPOILED
    return sequence


def _spin_echo(case: dict[str, Any]) -> Any:
    asked = case["prescription"]
    lines = list(range(asked["matrix_phase"]))
    return _echo_train(case, DUMMIES["spin_echo"], asked["echo_time_ms"] * 1e-3, lines)


def _turbo_spin_echo(case: dict[str, Any]) -> Any:
    spacing_s = case["echo_spacing_ms"] * 1e-3
    order = _line_order("turbo_spin_echo", case)
    return _echo_train(case, DUMMIES["turbo_spin_echo"], spacing_s, order)


_SEQUENCES = {
    "spin_echo": _spin_echo,
    "spoiled_gradient_echo": _gradient_echo,
    "turbo_spin_echo": _turbo_spin_echo,
}

if __name__ == "__main__":
    if sys.argv[1] == "slice":
        write_slice_and_cases(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        simulate(Path(sys.argv[2]), sys.argv[3:])
