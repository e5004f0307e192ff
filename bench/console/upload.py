"""A scanner that sends images to the gateway faster than the link can take them.

``python -m bench.console.upload PORT MBIT_S``, ended by a signal. It says "ready" when it begins.
"""

import sys
import time

from pydicom.uid import generate_uid
from pynetdicom import AE
from pynetdicom.sop_class import MRImageStorage
from tests.peers.dicom_files import mr_dataset

_MATRIX = 512


def main() -> None:
    """Send for ever."""
    port, rate_mbit_s = int(sys.argv[1]), float(sys.argv[2])
    scanner = AE("VIRTUALMR")
    scanner.add_requested_context(MRImageStorage)
    association = scanner.associate("127.0.0.1", port, ae_title="TELESCAN")
    if not association.is_established:
        sys.exit("the gateway's storage door takes no association")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    dataset = mr_dataset(_MATRIX, _MATRIX)
    every_s = len(dataset.PixelData) * 8 / (rate_mbit_s * 1e6)
    due = time.monotonic()
    while association.is_established:
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        association.send_c_store(dataset)
        due = max(due + every_s, time.monotonic() - 1)
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    main()
