"""What vendors call the parameters and sequences that Telescan names by their DICOM keywords.

The UI shows the scanner's own words beside ours, so that an expert who knows one vendor can guide
another. Words are those of the consoles: Siemens syngo, GE Signa, Philips Ingenia.
"""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from telescan.mr.hardware import Vocabulary
from telescan.mr.prescription import Sequence

_VENDORS = (Vocabulary.SIEMENS, Vocabulary.GE, Vocabulary.PHILIPS)
"""The order of the columns below."""


class VendorWords(BaseModel):
    """One vendor's words."""

    model_config = ConfigDict(frozen=True)

    parameters: dict[str, str]
    """By field of ``Prescription``."""
    sequences: dict[Sequence, str]


_PARAMETERS: Mapping[str, tuple[str, str, str]] = {
    "sequence": ("Sequence", "Pulse Sequence", "Technique"),
    "repetition_time_ms": ("TR", "TR", "TR"),
    "echo_time_ms": ("TE", "TE", "TE"),
    "inversion_time_ms": ("TI", "TI", "IR delay"),
    "flip_angle_deg": ("Flip angle", "Flip Angle", "Flip angle"),
    "refocusing_flip_angle_deg": (
        "Refocusing flip angle",
        "Refocus Flip Angle",
        "Refocusing control angle",
    ),
    "echo_train_length": ("Turbo factor", "ETL", "TSE factor"),
    "averages": ("Averages", "NEX", "NSA"),
    "pixel_bandwidth_hz": ("Bandwidth", "Receiver Bandwidth", "Bandwidth / WFS"),
    "fov_frequency_mm": ("FoV read", "FOV", "FOV"),
    "fov_phase_mm": ("FoV phase", "Phase FOV", "FOV (fold-over)"),
    "matrix_frequency": ("Base resolution", "Frequency", "Acq. matrix M"),
    "matrix_phase": ("Phase steps", "Phase", "Acq. matrix P"),
    "slices": ("Slices", "Slices", "Slices"),
    "slice_thickness_mm": ("Slice thickness", "Slice Thickness", "Slice thickness"),
    "slice_gap_mm": ("Dist. factor", "Spacing", "Slice gap"),
    "orientation": ("Orientation", "Plane", "Orientation"),
    "slice_offset_mm": ("Position", "Center", "Offcentre"),
    "acquisition_type": ("Dimension", "Mode", "Scan mode"),
    "second_echo_time_ms": ("TE[2]", "TE2", "TE2"),
    "b_values_s_mm2": ("b-value", "b-value", "b-factor"),
    "diffusion_directions": ("Diff. directions", "Diffusion Directions", "Directions"),
    "labelling_duration_ms": ("Bolus length", "Label Duration", "Label duration"),
    "post_labelling_delay_ms": ("Post labeling delay", "Post Label Delay", "Post label delay"),
    "fat_suppression": ("Fat suppr.", "Fat Suppression", "Fat suppression"),
    "saturation_bands": ("Sat. region", "SAT", "REST slabs"),
    "concatenations": ("Concatenations", "Acquisitions", "Packages"),
    "phase_oversampling_percent": ("Phase oversampling", "No Phase Wrap", "Fold-over suppression"),
    "slice_oversampling_percent": ("Slice oversampling", "Slab oversampling", "Slice oversampling"),
    "partial_fourier": ("Phase partial Fourier", "Partial Fourier", "Halfscan"),
    "parallel_technique": ("PAT mode", "Parallel imaging", "Parallel imaging"),
    "acceleration_factor": ("Accel. factor PE", "Acceleration Phase", "SENSE reduction P"),
    "reference_lines": ("Ref. lines PE", "Calibration lines", "Reference lines"),
    "image_filter": ("Raw filter", "Image filter", "k-space filter"),
    "intensity_correction": ("Prescan Normalize", "PURE", "CLEAR"),
    "interpolation": ("Interpolation", "ZIP", "Recon. interpolation"),
    "row_offset_mm": ("In-plane offset x", "In-plane offset x", "In-plane offset x"),
    "column_offset_mm": ("In-plane offset y", "In-plane offset y", "In-plane offset y"),
    "tilt_lr_deg": ("Tilt LR", "Oblique LR", "Angulation RL"),
    "tilt_ap_deg": ("Tilt AP", "Oblique AP", "Angulation AP"),
    "tilt_hf_deg": ("Tilt HF", "Oblique SI", "Angulation FH"),
    "phase_encoding_polarity": ("Phase polarity", "Phase polarity", "Fat shift direction"),
    "receive_coil": ("Coil elements", "Coil", "Coil"),
    "phase_encoding_direction": ("Phase enc. dir.", "Phase Direction", "Fold-over direction"),
}

_SEQUENCES: Mapping[Sequence, tuple[str, str, str]] = {
    Sequence.SPIN_ECHO: ("SE", "SE", "SE"),
    Sequence.TURBO_SPIN_ECHO: ("TSE", "FSE", "TSE"),
    Sequence.INVERSION_RECOVERY: ("TIR", "FSE-IR", "IR-TSE"),
    Sequence.SPOILED_GRADIENT_ECHO: ("FLASH", "SPGR", "T1-FFE"),
    Sequence.MPRAGE: ("MPRAGE", "MPRAGE", "T1-TFE"),
    Sequence.BALANCED_SSFP: ("TrueFISP", "FIESTA", "bTFE"),
    Sequence.GRADIENT_ECHO_EPI: ("ep2d_fid", "GRE-EPI", "FFE-EPI"),
    Sequence.DIFFUSION_EPI: ("ep2d_diff", "DWI", "DWI-EPI"),
    Sequence.TIME_OF_FLIGHT: ("TOF", "TOF-SPGR", "Inflow"),
    Sequence.ARTERIAL_SPIN_LABELLING: ("tgse_asl", "3D ASL", "pCASL"),
}

WORDS: dict[Vocabulary, VendorWords] = {
    vendor: VendorWords(
        parameters={name: words[column] for name, words in _PARAMETERS.items()},
        sequences={sequence: words[column] for sequence, words in _SEQUENCES.items()},
    )
    for column, vendor in enumerate(_VENDORS)
}
"""Every vendor's words."""
