import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.mr.tissue import (
    AIR_SUSCEPTIBILITY_PPM,
    TISSUES,
    Source,
    Tissue,
    relaxation_at,
    sourced_relaxation_at,
    tissue_values,
)

FIELDS_T = (0.35, 0.5, 1.5, 3.0, 7.0)
tissues = st.sampled_from(Tissue)


@pytest.mark.parametrize("field", FIELDS_T)
@pytest.mark.parametrize("tissue", Tissue)
def test_every_tissue_has_ordered_relaxation_times_at_every_field(
    tissue: Tissue, field: float
) -> None:
    times = relaxation_at(tissue, field)
    assert 0 < times.t2_star_ms <= times.t2_ms < times.t1_ms < 5000


def test_a_measured_value_names_its_paper_and_a_carried_one_its_model() -> None:
    at_3t = sourced_relaxation_at(Tissue.GRAY_MATTER, 3.0)
    assert (at_3t.t1_ms.value, at_3t.t1_ms.source, at_3t.t1_ms.measured) == (
        1607,
        Source.WRIGHT,
        True,
    )
    low = sourced_relaxation_at(Tissue.GRAY_MATTER, 0.35)
    assert (low.t1_ms.source, low.t1_ms.measured) == (Source.POWER_LAW, False)
    assert low.t2_star_ms.source is Source.REVERSIBLE_RATE


@given(tissue=tissues, share=st.floats(0.05, 0.95))
def test_between_measured_fields_t1_is_a_power_of_the_field(tissue: Tissue, share: float) -> None:
    one, two, three = (relaxation_at(tissue, 1.5 * 2 ** (share * k)).t1_ms for k in (0, 0.5, 1))
    assert two**2 == pytest.approx(one * three, rel=1e-6)


@given(tissue=tissues, low=st.floats(0.35, 7), high=st.floats(0.35, 7))
def test_t1_never_falls_and_the_reversible_rate_never_falls_with_the_field(
    tissue: Tissue, low: float, high: float
) -> None:
    low, high = min(low, high), max(low, high)
    one, two = relaxation_at(tissue, low), relaxation_at(tissue, high)
    assert two.t1_ms >= one.t1_ms * (1 - 1e-9)
    assert two.t2_star_ms <= one.t2_star_ms * (1 + 1e-9)


@pytest.mark.parametrize(
    ("tissue", "field", "t1_ms", "within"),
    [
        # Rooney's law: T1 = 1.16 ms (B0 in Hz)^0.376 in gray, 0.71 ms (B0)^0.382 in white matter.
        (Tissue.GRAY_MATTER, 0.5, 0.00116e3 * 21.29e6**0.376, 0.10),
        (Tissue.GRAY_MATTER, 7.0, 0.00116e3 * 298.0e6**0.376, 0.10),
        (Tissue.WHITE_MATTER, 0.5, 0.00071e3 * 21.29e6**0.382, 0.10),
        (Tissue.WHITE_MATTER, 7.0, 0.00071e3 * 298.0e6**0.382, 0.10),
    ],
)
def test_carried_values_agree_with_other_papers(
    tissue: Tissue, field: float, t1_ms: float, within: float
) -> None:
    assert relaxation_at(tissue, field).t1_ms == pytest.approx(t1_ms, rel=within)


def test_diffusion_and_flow_order_as_radiologists_see_them() -> None:
    adc = {tissue: TISSUES[tissue].adc_mm2_s.value for tissue in Tissue}
    assert (
        adc[Tissue.ACUTE_INFARCT]
        < adc[Tissue.WHITE_MATTER]
        < adc[Tissue.GRAY_MATTER]
        < adc[Tissue.OEDEMA]
        < adc[Tissue.CEREBROSPINAL_FLUID]
    )
    flow = {tissue: TISSUES[tissue].perfusion_ml_100g_min.value for tissue in Tissue}
    assert flow[Tissue.ACUTE_INFARCT] < flow[Tissue.WHITE_MATTER] < flow[Tissue.GRAY_MATTER]
    assert flow[Tissue.CEREBROSPINAL_FLUID] == 0


def test_susceptibility_tells_tissue_from_air_bone_and_fat() -> None:
    ppm = {tissue: TISSUES[tissue].susceptibility_ppm.value for tissue in Tissue}
    assert ppm[Tissue.CORTICAL_BONE] < ppm[Tissue.GRAY_MATTER] < ppm[Tissue.FAT] < 0
    assert AIR_SUSCEPTIBILITY_PPM - ppm[Tissue.MUSCLE] == pytest.approx(9.4, abs=0.1)
    assert ppm[Tissue.ACRYLIC] == pytest.approx(ppm[Tissue.DOPED_WATER], abs=0.1)


def test_fat_turns_slower_than_water_in_proportion_to_the_field() -> None:
    shifts = [tissue_values([Tissue.FAT], field).off_resonance_hz[0] for field in (1.5, 3.0)]
    assert shifts[0] == pytest.approx(-217, abs=3)
    assert shifts[1] == pytest.approx(2 * shifts[0])


def test_every_source_stands_behind_some_value() -> None:
    of_tissue = {
        value.source
        for known in TISSUES.values()
        for value in (
            known.proton_density,
            known.adc_mm2_s,
            known.perfusion_ml_100g_min,
            known.chemical_shift_ppm,
            known.susceptibility_ppm,
            *known.t1_ms.values(),
            *known.t2_ms.values(),
            *known.t2_star_ms.values(),
        )
    }
    carried = {
        value.source
        for tissue in Tissue
        for field in FIELDS_T
        for value in vars(sourced_relaxation_at(tissue, field)).values()
    }
    assert of_tissue | carried == set(Source)
