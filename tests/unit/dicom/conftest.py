import os
from pathlib import Path

import pytest
from pydicom.misc import is_dicom


@pytest.fixture(scope="session")
def real_mr_files() -> list[Path]:
    """Give real MR images of several vendors, where this machine has them."""
    folder = Path(os.environ.get("TELESCAN_REAL_DATA") or "../shared/data/mr")
    files = sorted(p for p in folder.rglob("*") if p.is_file() and is_dicom(p))
    if not files:
        pytest.skip("no real MR images here: set TELESCAN_REAL_DATA to a folder that has some")
    return files
