"""Which way a gateway's channel goes: QUIC where it was offered and works, WebSocket always.

A way that failed is left alone for a while, twice as long each time. Pure: times are seconds of any
monotonic clock.
"""

from telescan.wire.quic.offer import QuicOffer

QUIC_WITHIN_S = 2.0
"""QUIC that is not open by then is taken for blocked."""
WEBSOCKET_AFTER_S = 0.2
"""A channel that had QUIC tries a WebSocket so much later."""
_LEFT_ALONE_S = 60.0
_LEFT_ALONE_AT_MOST_S = 1800.0


class TransportChoice:
    """What one channel knows of its ways to the hub."""

    def __init__(self, *, quic_allowed: bool = True) -> None:
        self._allowed = quic_allowed
        self._failures = 0
        self._not_before_s = 0.0
        self.offer: QuicOffer | None = None
        self.quic_worked = False
        """Whether QUIC was the last that was tried and opened."""

    def told(self, offer: QuicOffer | None) -> None:
        """Learn what the hub offers; a new offer deserves a new try."""
        if offer != self.offer:
            self.offer, self._failures, self._not_before_s = offer, 0, 0.0
            self.quic_worked = False

    def wants_quic(self, now_s: float) -> bool:
        """Tell whether QUIC is to be tried now."""
        return self._allowed and self.offer is not None and now_s >= self._not_before_s

    def opened(self) -> None:
        """Learn that QUIC opened."""
        self.quic_worked, self._failures = True, 0

    def failed(self, now_s: float) -> None:
        """Learn that QUIC did not open though a WebSocket did."""
        self.quic_worked = False
        left_alone_s = min(_LEFT_ALONE_S * 2**self._failures, _LEFT_ALONE_AT_MOST_S)
        self._not_before_s = now_s + left_alone_s
        self._failures += 1
