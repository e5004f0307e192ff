"""Acquisition of a slab: the k-space that a scanner would sample of a phantom in 3D.

The object is encoded once for all coils, and their sensitivities are multiplied in the image, on a
spectrum a little wider than what is sampled (docs/decisions/0010 has what that leaves out).
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from telescan.mr.coil import sensitivities
from telescan.mr.faults.interference import interfered, noise_factor
from telescan.mr.moving_object import kspace_while_moving, times_worked_out
from telescan.mr.noise import noise_sigma
from telescan.mr.prescription import Prescription
from telescan.mr.receiver import channel_gains, channel_noise, channels_of
from telescan.mr.sampling import encoded_lines, encoded_partitions, phase_sampling
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.slice_object import slice_plane
from telescan.mr.volume.effort import Effort
from telescan.mr.volume.encoding import encoded_planes, weighted_image
from telescan.mr.volume.field_phase import slab_field
from telescan.mr.volume.grid import VolumeGrid, volume_grid
from telescan.mr.volume.receiving import Image, coil_points_mm, received, ruler
from telescan.mr.volume.slab import SlabObject
from telescan.mr.volume.weights import slab_weights, spanning_sums

Complexes = NDArray[np.complex64]


def acquire_volume(
    prescription: Prescription, scene: Scene, rng: np.random.Generator, effort: Effort
) -> Complexes:
    """Return a slab's k-space, averages summed up, (frame, coil, partition, line, frequency).

    In units of M0 at unit sensitivity; noise is drawn from ``rng``. Lines that are not acquired
    are 0.
    """
    times = times_worked_out(scene)
    ends = (0.9 * number / times for number in range(times + 1))
    parts = (effort.part(*both) for both in pairwise(ends))
    kspace = kspace_while_moving(
        prescription, scene, lambda still: noiseless_volume(prescription, still, next(parts))
    )
    acquired = phase_sampling(prescription).acquired
    sigma = noise_sigma(prescription, scene.model.field_strength_t) * noise_factor(scene.faults)
    channels = channels_of(prescription, scene.model)
    gains = channel_gains(channels, scene.faults)[:, None, None]
    drawn = rng.spawn(kspace.shape[2])

    def add_noise(partition: int) -> None:
        of_partition = kspace[:, :, partition]
        lines = of_partition[..., acquired, :]
        noise = channel_noise(drawn[partition], lines.shape, channels)
        of_partition[..., acquired, :] = gains * lines + np.float32(sigma) * noise

    effort.spend_on(add_noise, range(len(drawn)), (0.9, 1.0))
    interfering = interfered(kspace, scene.faults, sigma, rng)
    if interfering is not kspace:
        interfering[..., ~acquired, :] = 0
    return interfering


def noiseless_volume(prescription: Prescription, scene: Scene, effort: Effort) -> Complexes:
    """Return a slab's k-space without noise, (frame, coil, partition, line, frequency)."""
    grid = volume_grid(prescription, scene.phantom.bounds_mm)
    axes = (grid.slab, grid.phase, grid.frequency)
    points_mm = [coil_points_mm(axis.pixels_mm) for axis in axes]
    coils = _coils(prescription, scene, grid, points_mm)
    images = _images(SlabObject(prescription, scene, grid), points_mm, effort)
    acquired = phase_sampling(prescription).acquired
    shape = (
        encoded_partitions(prescription),
        encoded_lines(prescription),
        prescription.matrix_frequency,
    )
    kspace = np.zeros((len(images), len(coils), *shape), dtype=np.complex64)

    def receive(place: tuple[int, int]) -> None:
        frame, coil = place
        kspace[frame, coil][:, acquired] = received(grid, images[frame], coils[coil], acquired)

    effort.spend_on(receive, list(np.ndindex(len(images), len(coils))), (0.8, 1.0))
    return kspace


def _images(
    slab_object: SlabObject, points_mm: list[NDArray[np.float64]], effort: Effort
) -> list[list[Image]]:
    """Return the images of each frame, one of each shift along the readout."""
    prescription, model, grid = slab_object.prescription, slab_object.scene.model, slab_object.grid
    sequence = sequence_of(prescription)
    frames = sequence.frames(prescription)
    weights = [
        slab_weights(prescription, model, slab_object.groups.groups, frame, grid)
        for frame in frames
    ]
    parts = [part for of_frame in weights for part in of_frame]
    sums, shares = spanning_sums(parts, slab_object.groups.extent)
    planes = encoded_planes(slab_object, sums, effort, (0.0, 0.6))
    slab, phase = (
        ruler(points_mm[index], axis.pixels_mm)
        for index, axis in enumerate((grid.slab, grid.phase))
    )
    field = slab_field(prescription, slab_object.scene, grid) if sequence.is_gradient_echo else None
    images: list[list[Image]] = []
    done = 0
    for frame, of_frame in zip(frames, weights, strict=True):
        images.append([])
        for part in of_frame:
            begun, turned, ended = (0.6 + 0.2 * (done + at) / len(parts) for at in (0, 0.8, 1))
            pixels = weighted_image(planes, shares, part, effort, (begun, turned))
            if field is not None:
                echo_time_ms = frame.echo_time_ms
                field.turn(pixels, echo_time_ms, part.shift_mm, effort, (turned, ended))
            frequency = ruler(points_mm[2], grid.frequency.pixels_mm + part.shift_mm)
            images[-1].append(Image(pixels, (slab, phase, frequency)))
            done += 1
    return images


def _coils(
    prescription: Prescription,
    scene: Scene,
    grid: VolumeGrid,
    points_mm: list[NDArray[np.float64]],
) -> Complexes:
    """Return sensitivities at points along (slice, phase, frequency), (coil, ...)."""
    along_slab, phase_mm, frequency_mm = points_mm
    planes = [
        slice_plane(
            prescription,
            0,
            phase_mm,
            frequency_mm,
            from_centre_mm=grid.slab_origin_mm + offset_mm,
        )
        for offset_mm in along_slab.tolist()
    ]
    points = [
        [np.broadcast_to(plane.coordinates_mm(axis), plane.shape) for axis in range(3)]
        for plane in planes
    ]
    return sensitivities(
        channels_of(prescription, scene.model), np.moveaxis(np.array(points), 1, -1)
    )
