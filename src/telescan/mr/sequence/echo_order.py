"""Which echo of a train fills which k-space line."""

import numpy as np
from numpy.typing import NDArray


def echo_of_each_line(
    acquired: NDArray[np.bool_], echo_train_length: int, centre_echo: int
) -> NDArray[np.intp]:
    """Return the echo (from 0) of each line, shape (line,); ``acquired`` tells those that count.

    ``centre_echo`` (from 0) takes the band of lines around the centre of k-space, which sets the
    effective TE. Neighbouring echoes take neighbouring bands, so that the weighting changes
    gently, rising or falling along the lines: whichever goes on for longer around the centre, for
    a jump of weighting makes ripples beside edges, the wider the nearer to the centre it is. What
    is left at one end of the train goes to the outer lines. Lines that are not acquired get the
    echo of an acquired neighbour.
    """
    count = int(acquired.sum())
    rank = np.clip(np.cumsum(acquired) - 1, 0, None)
    bands = (rank * echo_train_length) // count
    centre_line = acquired.size // 2
    centre_band, last = int(bands[centre_line]), echo_train_length - 1
    rising = _rising(echo_train_length, centre_band, centre_echo)[bands]
    falling = last - _rising(echo_train_length, centre_band, last - centre_echo)[bands]
    if _reach(falling[::-1], acquired.size - 1 - centre_line) > _reach(rising, centre_line):
        return falling
    return rising


def _rising(length: int, centre_band: int, centre_echo: int) -> NDArray[np.intp]:
    """Return the echo of each band, (band,), which rises from band to band around the centre.

    Where the train ends before the bands do, the echoes that are left at its other end go to the
    outer bands of both sides in turn: a smaller jump than all of them on one side would make.
    """
    below = min(centre_band, centre_echo)
    above = length - 1 - max(centre_band, centre_echo)
    if centre_band > centre_echo:
        above = min(above, below)
    if centre_band < centre_echo:
        below = min(above, below)
    near = np.arange(-below, above + 1)
    echo_of_band = np.full(length, -1, dtype=np.intp)
    echo_of_band[centre_band + near] = centre_echo + near
    bands = [band for band in range(length) if echo_of_band[band] < 0]
    echoes = sorted(
        set(range(length)) - set(echo_of_band), key=lambda echo: abs(echo - centre_echo)
    )
    outwards = sorted(bands, key=lambda band: (abs(band - centre_band), -band))
    echo_of_band[outwards] = echoes
    return echo_of_band


def _reach(echoes: NDArray[np.intp], centre_line: int) -> float:
    """Return how many lines from the centre the echoes stop to rise."""
    falls = np.flatnonzero(np.diff(echoes) < 0) + 0.5
    return float(np.abs(falls - centre_line).min(initial=echoes.size))
