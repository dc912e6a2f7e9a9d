"""The command line: parsing, wiring, rendering."""

import gc

# Starting makes much and leaves no garbage, nor does a command: look for it seldom.
gc.set_threshold(100_000, 20, 20)
