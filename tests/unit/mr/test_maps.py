from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.mr.echo_planar import noiseless_epi_slice
from telescan.mr.frame import Frame, ImageKind, ImageSet, Labelling
from telescan.mr.hardware import MODELS, ScannerModel
from telescan.mr.imaging import image_sets
from telescan.mr.maps import sent_sets
from telescan.mr.maps.adc import apparent_diffusion_um2_s
from telescan.mr.maps.trace import trace_weighted
from telescan.mr.phantom import Phantom, SpherePhantom, phantom_named
from telescan.mr.prescription import Prescription, Sequence
from telescan.mr.reconstruction import reconstruct_for_display
from telescan.mr.scene import Scene
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.arterial_spin_labelling import PARTITIONS_PER_TRAIN, partition_trains
from telescan.mr.signal.arterial_spin_labelling import (
    TRANSIT_TIME_MS,
    blood_t1_ms,
    flow_per_difference_ml_100g_min,
    labelled_difference,
)
from telescan.mr.tissue import SpinValues, Tissue, tissue_values

MODEL = MODELS["Aster 3T"].model_copy(update={"receive_channels": 1})


def diffusion(**values: object) -> Prescription:
    return Prescription.model_validate(
        {
            "sequence": Sequence.DIFFUSION_EPI,
            "repetition_time_ms": 6000.0,
            "echo_time_ms": 85.0,
            "b_values_s_mm2": (0.0, 500.0, 1000.0),
            "fov_frequency_mm": 220.0,
            "fov_phase_mm": 220.0,
            "matrix_frequency": 64,
            "matrix_phase": 64,
            "pixel_bandwidth_hz": 1800.0,
            "fat_suppression": "saturation",
            **values,
        }
    )


def noiseless_sets(asked: Prescription, phantom: Phantom) -> tuple[ImageSet, ...]:
    kspace = noiseless_epi_slice(asked, Scene(MODEL, phantom), 0)
    images = np.stack([reconstruct_for_display(frame, asked)[None] for frame in kspace])
    return image_sets(asked, MODEL, images)


def images_of(sets: tuple[ImageSet, ...], kind: ImageKind) -> list[np.ndarray]:
    return [images.images for images in sets if images.kind is kind]


@pytest.mark.parametrize(
    "tissue", [Tissue.GRAY_MATTER, Tissue.CEREBROSPINAL_FLUID, Tissue.ACUTE_INFARCT]
)
def test_the_map_gives_the_diffusivity_of_what_is_scanned(tissue: Tissue) -> None:
    sets = noiseless_sets(diffusion(), SpherePhantom(diameter_mm=120, tissue=tissue))
    (adc,) = images_of(sets, ImageKind.ADC)
    true_um2_s = tissue_values((tissue,), 3.0).adc_mm2_s[0] * 1e6
    assert np.median(adc[0, 24:40, 24:40]) == pytest.approx(true_um2_s, rel=0.02)
    assert (adc[0, :4] == 0).all()


def test_the_map_of_a_head_has_white_matters_diffusivity_in_its_white_matter() -> None:
    asked = diffusion(slice_offset_mm=38.0, matrix_frequency=96, matrix_phase=96)
    (adc,) = images_of(noiseless_sets(asked, phantom_named("head")), ImageKind.ADC)
    # The centrum semiovale, 28 mm beside the middle.
    deep = adc[0, 46:56, 34:38]
    true_um2_s = tissue_values((Tissue.WHITE_MATTER,), 3.0).adc_mm2_s[0] * 1e6
    assert np.median(deep) == pytest.approx(true_um2_s, rel=0.02)


def test_single_directions_are_sent_only_beside_more_than_their_trace() -> None:
    def kinds(count: int) -> list[ImageKind]:
        asked = diffusion(b_values_s_mm2=(0.0, 1000.0), diffusion_directions=count)
        frames = sequence_of(asked).frames(asked)
        acquired = tuple(
            ImageSet(ImageKind.MAGNITUDE, frame, np.ones((1, 4, 4), np.float32)) for frame in frames
        )
        return [images.kind for images in sent_sets(asked, MODEL, acquired)]

    magnitude, trace, adc = ImageKind.MAGNITUDE, ImageKind.TRACE_WEIGHTED, ImageKind.ADC
    assert kinds(3) == [magnitude, trace, adc]
    assert kinds(6) == [*([magnitude] * 7), trace, adc]
    assert kinds(1) == [magnitude, magnitude, adc]


def test_one_b_value_has_no_diffusion_map() -> None:
    sets = noiseless_sets(diffusion(b_values_s_mm2=(1000.0,)), SpherePhantom())
    assert [images.kind for images in sets] == [ImageKind.TRACE_WEIGHTED]


@given(st.floats(100, 3500), st.floats(0.05, 2.0))
def test_the_slope_of_an_exponential_is_its_coefficient(adc: float, unweighted: float) -> None:
    b_values = np.array([0.0, 300.0, 1000.0])
    images = (unweighted * np.exp(-b_values * adc * 1e-6)).astype(np.float32)
    found = apparent_diffusion_um2_s(images[:, None, None, None], b_values, measurable=0.01)
    assert found.item() == pytest.approx(adc, rel=1e-3)


def test_noise_alone_has_no_diffusivity() -> None:
    images = np.full((2, 1, 1, 1), 0.01, np.float32)
    assert apparent_diffusion_um2_s(images, np.array([0.0, 1000.0]), 0.02).item() == 0


def test_the_trace_of_an_anisotropic_tissue_is_weighted_by_its_mean_diffusivity() -> None:
    along = np.array([1.6e-3, 0.4e-3, 0.1e-3])
    images = np.exp(-1000 * along).astype(np.float32)[:, None, None, None]
    assert trace_weighted(images).item() == pytest.approx(np.exp(-1000 * along.mean()), rel=1e-5)


PCASL = {"labelling_duration_ms": 1800.0, "post_labelling_delay_ms": 1800.0}


def difference(perfusion: float, **values: float) -> float:
    return labelled_difference(
        np.ones(1), np.array([perfusion]), **{**PCASL, "field_strength_t": 3.0, **values}
    ).item()


def test_the_consensus_formula_has_its_published_values() -> None:
    # Alsop et al. 2015, equation 1: 5400 exp(1.8/1.65) / (2.805 (1 - exp(-1.8/1.65))) = 8630.
    factor = flow_per_difference_ml_100g_min(**PCASL, field_strength_t=3.0)
    assert factor == pytest.approx(8630, rel=1e-3)
    assert blood_t1_ms(1.5) == pytest.approx(1350)
    assert blood_t1_ms(3.0) == pytest.approx(1650)
    assert blood_t1_ms(7.0) == pytest.approx(2100, rel=0.02)


@given(st.floats(5, 150), st.floats(500, 4000), st.floats(TRANSIT_TIME_MS, 3000))
def test_the_formula_turns_the_signal_back_into_flow_once_all_blood_has_arrived(
    perfusion: float, duration_ms: float, delay_ms: float
) -> None:
    times = {"labelling_duration_ms": duration_ms, "post_labelling_delay_ms": delay_ms}
    factor = flow_per_difference_ml_100g_min(**times, field_strength_t=3.0)
    assert factor * difference(perfusion, **times) == pytest.approx(perfusion)


def test_without_flow_or_before_blood_has_arrived_there_is_no_difference() -> None:
    assert difference(0.0) == 0
    early = {"labelling_duration_ms": 500.0, "post_labelling_delay_ms": TRANSIT_TIME_MS - 500}
    assert difference(60.0, **early) == 0
    factor = flow_per_difference_ml_100g_min(
        labelling_duration_ms=1800.0, post_labelling_delay_ms=600.0, field_strength_t=3.0
    )
    assert factor * difference(60.0, post_labelling_delay_ms=600.0) < 0.8 * 60


def test_labelling_takes_about_one_percent_of_grey_matters_signal() -> None:
    assert 0.005 < difference(60.0) < 0.01


def labelling(**values: object) -> Prescription:
    return Prescription.model_validate(
        {
            "sequence": Sequence.ARTERIAL_SPIN_LABELLING,
            "acquisition_type": "3D",
            "repetition_time_ms": 4500.0,
            "echo_time_ms": 16.0,
            "matrix_frequency": 64,
            "matrix_phase": 64,
            "pixel_bandwidth_hz": 2000.0,
            "slices": 24,
            "slice_thickness_mm": 5.0,
            **PCASL,
            **values,
        }
    )


def contrast(
    asked: Prescription, model: ScannerModel, values: SpinValues, state: Labelling
) -> np.ndarray:
    frame = Frame(asked.echo_time_ms, labelling=state)
    return abs(sequence_of(asked).contrast(asked, model, values, frame))


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_the_maps_of_labelling_give_back_the_flow_of_the_tissue_table(model: ScannerModel) -> None:
    tissues = (Tissue.GRAY_MATTER, Tissue.WHITE_MATTER, Tissue.CEREBROSPINAL_FLUID)
    values = tissue_values(tissues, model.field_strength_t)
    # B1+ scales control, label and reference alike.
    values = replace(values, transmit_scale=np.array([0.9, 1.0, 1.1]))
    asked = labelling(averages=4)
    sets = tuple(
        ImageSet(
            ImageKind.MAGNITUDE,
            Frame(asked.echo_time_ms, labelling=state),
            contrast(asked, model, values, state).astype(np.float32)[None, None],
        )
        for state in Labelling
    )
    *_, weighted, flow = sent_sets(asked, model, sets)
    assert [images.kind for images in (weighted, flow)] == [
        ImageKind.PERFUSION_WEIGHTED,
        ImageKind.CEREBRAL_BLOOD_FLOW,
    ]
    expected = values.perfusion_ml_100g_min
    assert expected[0] > 40
    np.testing.assert_allclose(flow.images[0, 0], expected, rtol=0.04, atol=0.1)


def test_labelling_counts_pairs_references_and_segments() -> None:
    asked = labelling(averages=3)
    # 64 lines in segments of 12 or fewer; each with control, label (4.5 s) and reference (6 s).
    # 24 partitions are more than one train reads.
    assert sequence_of(asked).timing(asked, MODEL).scan_time_s == pytest.approx(2 * 6 * 3 * 15)
    thin = labelling(averages=3, slices=20)
    assert sequence_of(thin).timing(thin, MODEL).scan_time_s == pytest.approx(6 * 3 * 15)


@given(st.integers(1, 200))
def test_refocusing_trains_share_out_all_partitions_and_are_equally_long(partitions: int) -> None:
    trains = partition_trains(partitions)
    assert sorted(partition for train in trains for partition in train) == [*range(partitions)]
    lengths = {len(train) for train in trains}
    assert max(lengths) <= PARTITIONS_PER_TRAIN
    assert max(lengths) - min(lengths) <= 1
    assert trains[0][0] == partitions // 2


def test_the_central_partition_is_read_by_the_first_echo() -> None:
    asked = labelling()
    values = tissue_values((Tissue.GRAY_MATTER,), 3.0)
    frame = sequence_of(asked).frames(asked)[1]
    weights = abs(sequence_of(asked).partition_weights(asked, MODEL, values, frame)[0])
    assert weights[12] == 1
    assert weights[0] == weights.min() < 0.2
    assert (np.diff(weights[:12]) > 0).all()
