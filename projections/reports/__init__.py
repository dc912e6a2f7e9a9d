"""Typed reports, rendered elsewhere."""
