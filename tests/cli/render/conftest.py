"""Lets the tests of renderers import the made-up documents beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
