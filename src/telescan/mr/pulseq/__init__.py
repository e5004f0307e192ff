"""Sequences as Pulseq files (Layton et al., MRM 2017;77:1544), which research scanners play."""

from telescan.mr.pulseq.export import pulseq_sequence, write_pulseq

__all__ = ["pulseq_sequence", "write_pulseq"]
