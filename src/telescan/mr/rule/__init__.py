"""The rules that a prescription must keep on a scanner, one small function each."""
