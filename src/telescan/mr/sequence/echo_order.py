"""Which echo of a train fills which k-space line."""

import numpy as np
from numpy.typing import NDArray


def echo_of_each_line(
    acquired: NDArray[np.bool_], echo_train_length: int, centre_echo: int
) -> NDArray[np.intp]:
    """Return the echo (from 0) of each line, shape (line,); ``acquired`` tells those that count.

    ``centre_echo`` (from 0) takes the band of lines around the centre of k-space, which sets the
    effective TE. Neighbouring echoes take neighbouring bands, so that the weighting changes
    gently; once one end of the train is used up, what is left goes to the outer lines in turn.
    Lines that are not acquired get the echo of an acquired neighbour.
    """
    count = int(acquired.sum())
    rank = np.clip(np.cumsum(acquired) - 1, 0, None)
    bands = (rank * echo_train_length) // count
    centre_band = int(bands[acquired.size // 2])
    band_order = sorted(range(echo_train_length), key=lambda band: (abs(band - centre_band), -band))
    echo_order = sorted(range(echo_train_length), key=lambda echo: (abs(echo - centre_echo), -echo))
    echo_of_band = np.empty(echo_train_length, dtype=np.intp)
    echo_of_band[band_order] = echo_order
    lines: NDArray[np.intp] = echo_of_band[bands]
    return lines
