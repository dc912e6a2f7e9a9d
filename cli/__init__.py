"""The command line: parsing, wiring, rendering."""
