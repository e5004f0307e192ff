"""Telescan: an open, vendor-neutral, self-hosted command centre for MR scanners.

Not a medical device; images reviewed remotely are not for diagnosis.
"""

__version__ = "0.1.0"
