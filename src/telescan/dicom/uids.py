"""UIDs that are the same whenever the same thing is named."""

from uuid import UUID, uuid5

from pydicom.uid import UID

_NAMESPACE = UUID("6f3f3a52-5f0e-5d0c-9a53-6d0f9a1c7e41")

IMPLEMENTATION_CLASS_UID = UID("2.25.217834061195382106853219457710934018532")
"""Implementation Class UID (0002,0012) of Telescan."""

IMPLEMENTATION_VERSION_NAME = "TELESCAN"
"""Implementation Version Name (0002,0013)."""


def uid_of(*names: str | int) -> UID:
    """Return the UID of the thing with these names, derived from a UUID (PS3.5 B.2)."""
    return UID(f"2.25.{uuid5(_NAMESPACE, chr(31).join(map(str, names))).int}")
