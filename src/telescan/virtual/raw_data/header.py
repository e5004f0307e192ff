"""The XML header of an ISMRMRD dataset: what a series is, and how its k-space is encoded.

Nothing in it says who the patient is. Times are in ms, lengths in mm.
"""

from ismrmrd import xsd

from telescan.dicom.uids import uid_of
from telescan.mr.geometry import image_shape
from telescan.mr.hardware import ScannerModel, coil_named
from telescan.mr.parameter_use import applies
from telescan.mr.prescription import Prescription
from telescan.mr.sampling import (
    acceleration,
    encoded_fov_phase_mm,
    encoded_lines,
    encoded_partitions,
    phase_sampling,
)
from telescan.mr.sequence import sequence_of
from telescan.mr.sequence.epi_train import epi_train
from telescan.mr.sequence.interface import Encoding
from telescan.mr.tissue import GYROMAGNETIC_RATIO_HZ_PER_T
from telescan.scanner.driver import Exam, ScannerDescription, Series


def header_xml(exam: Exam, series: Series, scanner: ScannerDescription) -> bytes:
    """Return the header of one series' dataset."""
    prescription, model = series.prescription, scanner.model
    header = xsd.ismrmrdHeader(
        version=1,
        subjectInformation=xsd.subjectInformationType(
            patientWeight_kg=exam.patient.weight_kg, patientGender=exam.patient.sex
        ),
        studyInformation=xsd.studyInformationType(
            studyInstanceUID=exam.study_instance_uid, bodyPartExamined=exam.body_region
        ),
        measurementInformation=_measurement(exam, series),
        acquisitionSystemInformation=_system(prescription, scanner),
        experimentalConditions=xsd.experimentalConditionsType(
            H1resonanceFrequency_Hz=round(model.field_strength_t * GYROMAGNETIC_RATIO_HZ_PER_T)
        ),
        encoding=[_encoding(prescription, model)],
        sequenceParameters=_sequence(prescription, model),
        userParameters=_further(prescription),
    )
    xml: str = xsd.ToXML(header)
    return xml.encode("ascii", "xmlcharrefreplace")


def _measurement(exam: Exam, series: Series) -> xsd.measurementInformationType:
    return xsd.measurementInformationType(
        measurementID=str(series.series_number),
        patientPosition=xsd.patientPositionType.HFS,
        initialSeriesNumber=series.series_number,
        protocolName=series.description,
        seriesDescription=series.description,
        seriesInstanceUIDRoot=series.series_instance_uid,
        frameOfReferenceUID=str(uid_of(exam.study_instance_uid, "frame of reference")),
    )


def _system(
    prescription: Prescription, scanner: ScannerDescription
) -> xsd.acquisitionSystemInformationType:
    coil = coil_named(scanner.model, prescription.receive_coil)
    name, channels = (coil.name, coil.channels) if coil else ("", 0)
    return xsd.acquisitionSystemInformationType(
        systemVendor=scanner.model.manufacturer,
        systemModel=scanner.model.name,
        systemFieldStrength_T=scanner.model.field_strength_t,
        # The receiver's noise is white over the whole of its band.
        relativeReceiverNoiseBandwidth=1.0,
        receiverChannels=channels,
        coilLabel=[
            xsd.coilLabelType(coilNumber=channel, coilName=f"{name}:{channel + 1}")
            for channel in range(channels)
        ],
        deviceSerialNumber=scanner.serial_number,
    )


def _encoding(prescription: Prescription, model: ScannerModel) -> xsd.encodingType:
    partitions = encoded_partitions(prescription)
    thickness_mm = prescription.slice_thickness_mm
    shown_phase, shown_frequency = image_shape(prescription)
    shown_slices = prescription.slices if prescription.is_3d else 1
    is_epi = sequence_of(prescription).encoding is Encoding.ECHO_PLANAR
    return xsd.encodingType(
        encodedSpace=_space(
            (prescription.matrix_frequency, encoded_lines(prescription), partitions),
            (
                prescription.fov_frequency_mm,
                encoded_fov_phase_mm(prescription),
                partitions * thickness_mm,
            ),
        ),
        reconSpace=_space(
            (shown_frequency, shown_phase, shown_slices),
            (
                prescription.fov_frequency_mm,
                prescription.fov_phase_mm,
                shown_slices * thickness_mm,
            ),
        ),
        encodingLimits=_limits(prescription),
        trajectory=xsd.trajectoryType.EPI if is_epi else xsd.trajectoryType.CARTESIAN,
        trajectoryDescription=_echo_planar(prescription, model) if is_epi else None,
        parallelImaging=_parallel_imaging(prescription),
        echoTrainLength=_echo_train_length(prescription),
    )


def _space(
    matrix: tuple[int, int, int], fov_mm: tuple[float, float, float]
) -> xsd.encodingSpaceType:
    """Return a space along (frequency, phase, slice)."""
    return xsd.encodingSpaceType(
        matrixSize=xsd.matrixSizeType(**dict(zip("xyz", matrix, strict=True))),
        fieldOfView_mm=xsd.fieldOfViewMm(**dict(zip("xyz", fov_mm, strict=True))),
    )


def _limits(prescription: Prescription) -> xsd.encodingLimitsType:
    """Return what counters run through; of lines, the first and the last that are acquired."""
    lines = phase_sampling(prescription).acquired.nonzero()[0]
    frames = len(sequence_of(prescription).frames(prescription))
    slices = 1 if prescription.is_3d else prescription.slices
    centred = {
        "kspace_encoding_step_0": prescription.matrix_frequency,
        "kspace_encoding_step_2": encoded_partitions(prescription),
    }
    plain = {"slice": slices, "contrast": frames}
    single = ("average", "phase", "repetition", "set", "segment")
    return xsd.encodingLimitsType(
        kspace_encoding_step_1=xsd.limitType(
            minimum=int(lines[0]), maximum=int(lines[-1]), center=encoded_lines(prescription) // 2
        ),
        **{
            name: xsd.limitType(minimum=0, maximum=count - 1, center=count // 2)
            for name, count in centred.items()
        },
        **{
            name: xsd.limitType(minimum=0, maximum=count - 1, center=0)
            for name, count in (plain | dict.fromkeys(single, 1)).items()
        },
    )


def _parallel_imaging(prescription: Prescription) -> xsd.parallelImagingType:
    factor = acceleration(prescription)
    return xsd.parallelImagingType(
        accelerationFactor=xsd.accelerationFactorType(
            kspace_encoding_step_1=factor, kspace_encoding_step_2=1
        ),
        calibrationMode=xsd.calibrationModeType.EMBEDDED if factor > 1 else None,
    )


def _echo_planar(prescription: Prescription, model: ScannerModel) -> xsd.trajectoryDescriptionType:
    """Return the readout gradient, in µs, by the names that Gadgetron's EPI chain asks for."""
    train = epi_train(prescription, model)
    ramp_us = round(train.ramp_ms * 1e3)
    dwell_us = dwell_time_us(prescription)
    # Samples are taken in the middle of the flat top.
    before_us = (train.flat_ms * 1e3 - prescription.matrix_frequency * dwell_us) / 2
    whole = {
        "etl": _echo_train_length(prescription),
        "numberOfNavigators": 0,
        "rampUpTime": ramp_us,
        "rampDownTime": ramp_us,
        "flatTopTime": round(train.flat_ms * 1e3),
        "echoSpacing": round(train.echo_spacing_ms * 1e3),
        "acqDelayTime": round(train.ramp_ms * 1e3 + before_us),
        "numSamples": prescription.matrix_frequency,
    }
    return xsd.trajectoryDescriptionType(
        identifier="ConventionalEPI",
        userParameterLong=[
            xsd.userParameterLongType(name=name, value=value) for name, value in whole.items()
        ],
        userParameterDouble=[xsd.userParameterDoubleType(name="dwellTime", value=dwell_us)],
    )


def dwell_time_us(prescription: Prescription) -> float:
    """Return the time from sample to sample."""
    return 1e6 / (prescription.pixel_bandwidth_hz * prescription.matrix_frequency)


def _echo_train_length(prescription: Prescription) -> int:
    if sequence_of(prescription).encoding is Encoding.ECHO_PLANAR:
        return int(phase_sampling(prescription).lattice.sum())
    train = prescription.echo_train_length
    return train if applies("echo_train_length", prescription) else 1


def _sequence(prescription: Prescription, model: ScannerModel) -> xsd.sequenceParametersType:
    sequence = sequence_of(prescription)
    frames = sequence.frames(prescription)
    spacing_ms = sequence.timing(prescription, model).echo_spacing_ms
    inversion_ms = prescription.inversion_time_ms
    weightings = [frame.diffusion for frame in frames if frame.diffusion is not None]
    return xsd.sequenceParametersType(
        TR=[prescription.repetition_time_ms],
        TE=list(dict.fromkeys(frame.echo_time_ms for frame in frames)),
        TI=[] if inversion_ms is None else [inversion_ms],
        flipAngle_deg=[prescription.flip_angle_deg],
        sequence_type=prescription.sequence.value,
        echo_spacing=[] if spacing_ms is None else [spacing_ms],
        diffusionDimension=xsd.diffusionDimensionType.CONTRAST if weightings else None,
        diffusion=[
            xsd.diffusionType(
                gradientDirection=xsd.gradientDirectionType(
                    **dict(zip(("rl", "ap", "fh"), weighting.direction, strict=True))
                ),
                bvalue=weighting.b_value_s_mm2,
            )
            for weighting in weightings
        ],
    )


def _further(prescription: Prescription) -> xsd.userParametersType:
    """Return what the header has no element of its own for."""
    doubles = {"partialFourier": prescription.partial_fourier}
    if applies("refocusing_flip_angle_deg", prescription):
        doubles["refocusingFlipAngle_deg"] = prescription.refocusing_flip_angle_deg
    return xsd.userParametersType(
        userParameterLong=[xsd.userParameterLongType(name="averages", value=prescription.averages)],
        userParameterDouble=[
            xsd.userParameterDoubleType(name=name, value=value) for name, value in doubles.items()
        ],
    )
