"""Benchmarks. A module with a function ``measure`` is one; its name is the file's.

``measure`` returns nested mappings of numbers; what could not be measured is None with a reason
beside it. Ratios are taken within one run, since the machine is noisy.
"""
