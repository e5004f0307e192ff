"""The hub program: wiring only."""
