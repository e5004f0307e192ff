"""The one interface to a scanner, and the drivers behind it."""
