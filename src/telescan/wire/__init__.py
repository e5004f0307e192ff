"""Between gateway and hub: NATS subjects and streams, forwarder, console channel."""
