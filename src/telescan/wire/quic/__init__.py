"""Pipes over QUIC: WebTransport (draft-ietf-webtrans-http3) by picoquic.

Gateways and browsers open the same three streams to the hub's one UDP port (``frames``). The first
text says who comes and for what; the hub's first text lets them in.
"""

PATH = "/console"
"""Of every WebTransport session."""

OWN_NAME = "telescan-console"
"""Whom a hub's own certificate is for: gateways are told the certificate, not a name."""

ACCEPTED = "accepted"
"""The hub's first text to those whom it lets in; to others it says goodbye."""

CONGESTION_CONTROL = "bbr1"
"""Losses are no sign of a full link on 5G; picoquic's ``bbr`` (v3) freezes on loopback."""

IDLE_S = 15.0
"""A connection that is silent for so long is gone."""

STREAM_BYTES = 4 << 20
"""What may be under way on a stream."""
