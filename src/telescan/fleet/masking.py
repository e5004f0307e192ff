"""The patient is shown to those who may see patients at the site, and masked for everybody else.

Gateways mask already what site policy keeps inside the site; this masks the rest. A masked patient
has an empty name and number, and the exam no number; the weight stays, because SAR depends on it.
"""

from telescan.fleet.views import ScannerView, SiteView
from telescan.identity.people import Person
from telescan.identity.roles import Act
from telescan.scanner.driver import Exam, Patient


def scanner_for(person: Person, view: ScannerView) -> ScannerView | None:
    """Return the scanner as this person may see it; None: not at all."""
    if not person.may(Act.SEE_FLEET, view.site_id):
        return None
    status = view.status
    if status is None or status.exam is None or person.may(Act.SEE_PATIENT, view.site_id):
        return view
    exam = masked_exam(status.exam)
    return view.model_copy(update={"status": status.model_copy(update={"exam": exam})})


def site_for(person: Person, view: SiteView) -> SiteView | None:
    """Return the site as this person may see it; None: not at all."""
    if not person.may(Act.SEE_FLEET, view.site_id):
        return None
    scanners = (scanner_for(person, scanner) for scanner in view.scanners)
    return view.model_copy(update={"scanners": tuple(s for s in scanners if s is not None)})


def masked_exam(exam: Exam) -> Exam:
    """Return the exam without the patient's identity, and without its number, which finds them."""
    patient = Patient(name="", patient_id="", weight_kg=exam.patient.weight_kg)
    return exam.model_copy(update={"patient": patient, "exam_id": ""})
