import pytest

from telescan.mr.consequences import assess
from telescan.mr.hardware import MODELS
from telescan.protocol.library import (
    UnknownProtocolError,
    exam_named,
    exam_names,
    series_named,
    series_names,
)


@pytest.mark.parametrize("name", series_names())
def test_every_series_runs_on_every_scanner_of_its_field(name: str) -> None:
    series = series_named(name)
    models = [m for m in MODELS.values() if series.field_strength_t in {None, m.field_strength_t}]
    assert models
    for model in models:
        result = assess(
            series.prescription, model, compared_with=series.prescription, patient_weight_kg=90
        )
        assert result.violations == ()
        assert 3 < result.scan_time_s < 600


@pytest.mark.parametrize("name", exam_names())
def test_an_exam_begins_with_its_localiser_and_keeps_one_field(name: str) -> None:
    exam = exam_named(name)
    assert "localiser" in exam.series[0].name
    assert {series.field_strength_t for series in exam.series} == {exam.field_strength_t}
    descriptions = [series.description for series in exam.series]
    assert len(set(descriptions)) == len(descriptions)


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownProtocolError, match="head-3t"):
        exam_named("knee")
