"""When to try to open a connection again, and how long a try may take.

A TCP connection that is begun during an outage repeats its first packet after 1, 3, 7 seconds, so
one patient try can miss the link's return by seconds. Short tries that overlap cannot: whichever is
answered first wins, on links with round trips of a second as well. Nobody gives up: the site needs
its hub again whenever it comes back.

Pure; ``race`` is the adapter. The browser's page keeps the same times, see ``reconnection.ts``.
"""

TRY_FOR_S = 4.0
"""How long one try may take, handshakes included."""
_SOON_S = 0.3
_LATER_S = 1.0
_LONG_OUT_S = 120.0
_REFUSED_S = (1.0, 2.0, 5.0)


def pause_s(out_for_s: float, refusals: int) -> float:
    """Return how long to wait from the begin of one try to the next.

    Args:
        out_for_s: since when there is no connection.
        refusals: tries in a row that the other side answered by a no; it needs a person's hand.

    """
    if refusals:
        return _REFUSED_S[min(refusals, len(_REFUSED_S)) - 1]
    return _SOON_S if out_for_s < _LONG_OUT_S else _LATER_S
