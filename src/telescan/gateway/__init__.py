"""The gateway program: wiring only."""
