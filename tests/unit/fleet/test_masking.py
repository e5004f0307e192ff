"""What of an exam is kept from those who may not know the patient."""

from telescan.fleet.masking import masked_exam
from telescan.scanner.driver import Exam, Patient


def test_neither_the_patient_nor_a_number_that_finds_them_stands_in_a_masked_exam() -> None:
    exam = Exam(
        exam_id="E4711",
        study_instance_uid="1.2.3",
        body_region="head",
        patient=Patient(name="Zhang^San", patient_id="P0815", sex="M", weight_kg=70),
        series=(),
    )
    text = masked_exam(exam).model_dump_json()
    assert not [secret for secret in ("E4711", "P0815", "Zhang") if secret in text]
    assert masked_exam(exam).patient.weight_kg == 70
