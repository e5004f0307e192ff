"""The tissue table: means of adults. What nobody measured says by which model it stands here."""

from telescan.mr.tissue.kind import Tissue
from telescan.mr.tissue.properties import FAT_SHIFT_PPM, ByField, TissueProperties
from telescan.mr.tissue.value import Source, Value


def _series(source: Source, values: dict[float, float]) -> ByField:
    return {field: Value(value, source) for field, value in values.items()}


_LIPID_SHIFT = Value(FAT_SHIFT_PPM, Source.REN)
_LIPID_SUSCEPTIBILITY = Value(-8.4, Source.SZCZEPANIAK)
_LIPID_ADC = Value(0.02e-3, Source.REPORTED_RANGE)

TISSUES: dict[Tissue, TissueProperties] = {
    # Wright measured T1 by MPRAGE.
    Tissue.GRAY_MATTER: TissueProperties(
        proton_density=Value(0.82, Source.GELMAN),
        t1_ms=_series(Source.CAMPBELL_WASHBURN, {0.55: 717})
        | _series(Source.WRIGHT, {1.5: 1197, 3.0: 1607, 7.0: 1939}),
        t2_ms=_series(Source.CAMPBELL_WASHBURN, {0.55: 112})
        | _series(Source.STANISZ, {1.5: 95, 3.0: 99})
        | _series(Source.COX, {7.0: 47}),
        t2_star_ms=_series(Source.PETERS, {1.5: 84.0, 3.0: 66.0, 7.0: 33.2}),
        # Between deep (0.75) and cortical (0.89) gray matter.
        adc_mm2_s=Value(0.8e-3, Source.HELENIUS),
        # 40 to 100 in the consensus of Alsop et al., Magn Reson Med 2015;73:102.
        perfusion_ml_100g_min=Value(60.0, Source.REPORTED_RANGE),
    ),
    Tissue.WHITE_MATTER: TissueProperties(
        proton_density=Value(0.70, Source.GELMAN),
        t1_ms=_series(Source.CAMPBELL_WASHBURN, {0.55: 493})
        | _series(Source.WRIGHT, {1.5: 646, 3.0: 838, 7.0: 1126}),
        t2_ms=_series(Source.CAMPBELL_WASHBURN, {0.55: 89})
        | _series(Source.STANISZ, {1.5: 72, 3.0: 69})
        | _series(Source.COX, {7.0: 47}),
        t2_star_ms=_series(Source.PETERS, {1.5: 66.2, 3.0: 53.2, 7.0: 26.8}),
        adc_mm2_s=Value(0.7e-3, Source.HELENIUS),
        perfusion_ml_100g_min=Value(22.0, Source.LEENDERS),
    ),
    # T1 hardly depends on the field. T2* is set by susceptibility nearby, not by the fluid.
    Tissue.CEREBROSPINAL_FLUID: TissueProperties(
        proton_density=Value(1.0, Source.COMPOSITION),
        t1_ms=_series(Source.ROONEY, {1.5: 4329}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 2200})
        | _series(Source.SPIJKERMAN, {3.0: 2030, 7.0: 1050}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 500, 3.0: 400}),
        # Water at 37 degrees C.
        adc_mm2_s=Value(3.0e-3, Source.MILLS),
    ),
    # The apparent T2* of fat is that of its many lines together.
    Tissue.FAT: TissueProperties(
        proton_density=Value(0.90, Source.COMPOSITION),
        t1_ms=_series(Source.GOLD, {1.5: 288, 3.0: 371}),
        t2_ms=_series(Source.GOLD, {1.5: 165, 3.0: 133})
        | _series(Source.REPORTED_RANGE, {7.0: 46}),
        t2_star_ms=_series(Source.HERNANDO, {1.5: 50, 3.0: 32}),
        adc_mm2_s=_LIPID_ADC,
        chemical_shift_ppm=_LIPID_SHIFT,
        susceptibility_ppm=_LIPID_SUSCEPTIBILITY,
    ),
    Tissue.MARROW: TissueProperties(
        proton_density=Value(0.75, Source.COMPOSITION),
        t1_ms=_series(Source.GOLD, {1.5: 288, 3.0: 365}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 100, 3.0: 90, 7.0: 47}),
        t2_star_ms=_series(Source.HERNANDO, {1.5: 22, 3.0: 12}),
        adc_mm2_s=_LIPID_ADC,
        chemical_shift_ppm=_LIPID_SHIFT,
        susceptibility_ppm=_LIPID_SUSCEPTIBILITY,
    ),
    Tissue.MUSCLE: TissueProperties(
        proton_density=Value(0.80, Source.COMPOSITION),
        t1_ms=_series(Source.STANISZ, {1.5: 1008, 3.0: 1412}),
        t2_ms=_series(Source.STANISZ, {1.5: 44, 3.0: 50})
        | _series(Source.REPORTED_RANGE, {7.0: 24}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 30, 3.0: 28}),
        adc_mm2_s=Value(1.5e-3, Source.REPORTED_RANGE),
    ),
    # Dermis and tight connective tissue.
    Tissue.SKIN: TissueProperties(
        proton_density=Value(0.65, Source.COMPOSITION),
        t1_ms=_series(Source.RICHARD, {1.5: 700}) | _series(Source.RATIO, {3.0: 930}),
        t2_ms=_series(Source.RICHARD, {1.5: 33})
        | _series(Source.RATIO, {3.0: 31})
        | _series(Source.REPORTED_RANGE, {7.0: 20}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 22, 3.0: 20}),
        adc_mm2_s=Value(1.0e-3, Source.REPORTED_RANGE),
    ),
    # Bound and pore water together (Horch et al., Magn Reson Med 2010;64:680, at 4.7 T).
    Tissue.CORTICAL_BONE: TissueProperties(
        proton_density=Value(0.15, Source.REPORTED_RANGE),
        t1_ms=_series(Source.REPORTED_RANGE, {1.5: 290, 3.0: 350}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 0.6, 3.0: 0.5}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 0.4, 3.0: 0.35}),
        adc_mm2_s=Value(0.2e-3, Source.REPORTED_RANGE),
        susceptibility_ppm=Value(-11.3, Source.SCHENCK),
    ),
    # Close to saline with a little protein.
    Tissue.VITREOUS: TissueProperties(
        proton_density=Value(0.98, Source.COMPOSITION),
        t1_ms=_series(Source.CHENG, {1.5: 3600}) | _series(Source.REPORTED_RANGE, {3.0: 4000}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 1000, 3.0: 950, 7.0: 600}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 300, 3.0: 250}),
        adc_mm2_s=Value(2.5e-3, Source.REPORTED_RANGE),
    ),
    # Haematocrit 0.42. T1 at 3 T: oxygenation 92 % (arterial) and 69 % (venous); at the other
    # fields in the sagittal sinus.
    Tissue.ARTERIAL_BLOOD: TissueProperties(
        proton_density=Value(0.87, Source.COMPOSITION),
        t1_ms=_series(Source.ZHANG, {1.5: 1480, 7.0: 2087}) | _series(Source.LU, {3.0: 1664}),
        t2_ms=_series(Source.BARTH, {1.5: 254})
        | _series(Source.ZHAO, {3.0: 122})
        | _series(Source.REPORTED_RANGE, {7.0: 68}),
        t2_star_ms=_series(Source.BARTH, {1.5: 220}) | _series(Source.ZHAO, {3.0: 50}),
        adc_mm2_s=Value(1.5e-3, Source.REPORTED_RANGE),
    ),
    Tissue.VENOUS_BLOOD: TissueProperties(
        proton_density=Value(0.87, Source.COMPOSITION),
        t1_ms=_series(Source.ZHANG, {1.5: 1480, 7.0: 2087}) | _series(Source.LU, {3.0: 1584}),
        t2_ms=_series(Source.BARTH, {1.5: 181})
        | _series(Source.QIN, {3.0: 62})
        | _series(Source.REPORTED_RANGE, {7.0: 20}),
        t2_star_ms=_series(Source.BARTH, {1.5: 84}) | _series(Source.ZHAO, {3.0: 21}),
        adc_mm2_s=Value(1.5e-3, Source.REPORTED_RANGE),
        # Oxygenation 60 to 69 %: about 0.35 ppm above arterial blood.
        susceptibility_ppm=Value(-8.7, Source.COMPOSITION),
    ),
    # T1 and T2 of chronic lesions lie 1.5 to 2.5 times above those of white matter.
    Tissue.MS_PLAQUE: TissueProperties(
        proton_density=Value(0.85, Source.COMPOSITION),
        t1_ms=_series(Source.REPORTED_RANGE, {1.5: 1100}) | _series(Source.RATIO, {3.0: 1400}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 170})
        | _series(Source.RATIO, {3.0: 163})
        | _series(Source.REPORTED_RANGE, {7.0: 110}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 120, 3.0: 90}),
        adc_mm2_s=Value(1.1e-3, Source.REPORTED_RANGE),
        perfusion_ml_100g_min=Value(15.0, Source.REPORTED_RANGE),
    ),
    # Half a day on: T2 rises by 1.9 ms an hour (Damion et al., Phys Med Biol 2019;64:095016); T1 is
    # 1.4 times that of the other side.
    Tissue.ACUTE_INFARCT: TissueProperties(
        proton_density=Value(0.80, Source.COMPOSITION),
        t1_ms=_series(Source.REPORTED_RANGE, {1.5: 1150, 3.0: 1450}),
        t2_ms=_series(Source.RATIO, {1.5: 112})
        | _series(Source.REPORTED_RANGE, {3.0: 108, 7.0: 65}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 85, 3.0: 68}),
        adc_mm2_s=Value(0.4e-3, Source.REPORTED_RANGE),
        perfusion_ml_100g_min=Value(8.0, Source.REPORTED_RANGE),
    ),
    # Solid glioblastoma: T1 and T2 well above those of white matter.
    Tissue.TUMOUR: TissueProperties(
        proton_density=Value(0.85, Source.COMPOSITION),
        t1_ms=_series(Source.REPORTED_RANGE, {1.5: 1150, 3.0: 1400}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 125, 3.0: 115, 7.0: 72}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 85, 3.0: 65}),
        adc_mm2_s=Value(1.0e-3, Source.REPORTED_RANGE),
        perfusion_ml_100g_min=Value(90.0, Source.REPORTED_RANGE),
    ),
    # Some minutes after 0.1 mmol/kg: T1 has fallen most, T2 by little.
    Tissue.ENHANCING_TUMOUR: TissueProperties(
        proton_density=Value(0.85, Source.COMPOSITION),
        t1_ms=_series(Source.RATIO, {1.5: 450}) | _series(Source.REPORTED_RANGE, {3.0: 560}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 110, 3.0: 100, 7.0: 65}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 75, 3.0: 55}),
        adc_mm2_s=Value(1.0e-3, Source.REPORTED_RANGE),
        perfusion_ml_100g_min=Value(90.0, Source.REPORTED_RANGE),
    ),
    Tissue.NECROSIS: TissueProperties(
        proton_density=Value(0.95, Source.COMPOSITION),
        t1_ms=_series(Source.REPORTED_RANGE, {1.5: 1900, 3.0: 2200}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 350, 3.0: 330, 7.0: 200}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 200, 3.0: 150}),
        adc_mm2_s=Value(2.0e-3, Source.REPORTED_RANGE),
    ),
    Tissue.OEDEMA: TissueProperties(
        proton_density=Value(0.86, Source.COMPOSITION),
        t1_ms=_series(Source.RATIO, {1.5: 1150}) | _series(Source.REPORTED_RANGE, {3.0: 1450}),
        t2_ms=_series(Source.RATIO, {1.5: 155})
        | _series(Source.REPORTED_RANGE, {3.0: 148, 7.0: 95}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 115, 3.0: 90}),
        adc_mm2_s=Value(1.4e-3, Source.REPORTED_RANGE),
        perfusion_ml_100g_min=Value(15.0, Source.REPORTED_RANGE),
    ),
    Tissue.HAEMOSIDERIN: TissueProperties(
        proton_density=Value(0.70, Source.COMPOSITION),
        t1_ms=_series(Source.REPORTED_RANGE, {1.5: 900, 3.0: 1100}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 35, 3.0: 20, 7.0: 8}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 8, 3.0: 4}),
        adc_mm2_s=Value(0.5e-3, Source.REPORTED_RANGE),
        susceptibility_ppm=Value(-8.0, Source.COMPOSITION),
    ),
    # r1 = 0.620 and r2 = 0.848 per s and mM at 3 T; nickel's r1 is flat up to there.
    Tissue.DOPED_WATER: TissueProperties(
        proton_density=Value(1.0, Source.COMPOSITION),
        t1_ms=_series(Source.THANGAVEL, {3.0: 153}),
        t2_ms=_series(Source.REPORTED_RANGE, {1.5: 125})
        | _series(Source.THANGAVEL, {3.0: 111})
        | _series(Source.REPORTED_RANGE, {7.0: 75}),
        t2_star_ms=_series(Source.REPORTED_RANGE, {1.5: 110, 3.0: 92}),
        # Water at 20 degrees C.
        adc_mm2_s=Value(2.0e-3, Source.MILLS),
    ),
    Tissue.STRONGLY_DOPED_WATER: TissueProperties(
        proton_density=Value(1.0, Source.COMPOSITION),
        t1_ms=_series(Source.CONCENTRATION, {3.0: 79}),
        t2_ms=_series(Source.CONCENTRATION, {1.5: 65, 3.0: 57, 7.0: 38}),
        t2_star_ms=_series(Source.CONCENTRATION, {1.5: 61, 3.0: 52}),
        adc_mm2_s=Value(2.0e-3, Source.MILLS),
    ),
    # No water in it.
    Tissue.ACRYLIC: TissueProperties(
        proton_density=Value(0.0, Source.COMPOSITION),
        t1_ms=_series(Source.COMPOSITION, {3.0: 1000}),
        t2_ms=_series(Source.COMPOSITION, {3.0: 0.01}),
        t2_star_ms=_series(Source.COMPOSITION, {3.0: 0.01}),
        adc_mm2_s=Value(0.0, Source.COMPOSITION),
        susceptibility_ppm=Value(-9.06, Source.REPORTED_RANGE),
    ),
}
"""What is known of each tissue."""
