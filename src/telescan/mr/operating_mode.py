"""The operating mode that scanners work in, and its limits.

In the normal operating mode nothing may stress a patient; scanners enter the first level controlled
mode only when a person confirms it, which nobody at a distance should (IEC 60601-2-33, 201.3.224).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class OperatingMode:
    """Limits of exposure."""

    whole_body_sar_w_kg: float
    head_sar_w_kg: float
    stimulation_share: float
    """Of the mean threshold of peripheral nerve stimulation."""


NORMAL = OperatingMode(whole_body_sar_w_kg=2.0, head_sar_w_kg=3.2, stimulation_share=0.8)
"""IEC 60601-2-33, table 201.105 and 201.12.4.105: SAR over 6 minutes, gradients at 80 %."""
