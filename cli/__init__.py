"""The command line: parsing, wiring, rendering."""

import gc
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# Starting makes much and leaves no garbage, nor does a command: look for it seldom.
gc.set_threshold(100_000, 20, 20)

SELDOM_USED = frozenset({"json", "linecache", "msgspec.inspect", "textwrap", "tokenize"})
"""What the libraries import and few commands use: a twentieth of a start."""


class SeldomUsed(PathFinder):
    """Finds those modules where Python does; each is loaded when something of it is first asked for."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load one of them later; None for every other module."""
        if fullname not in SELDOM_USED:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


sys.meta_path.insert(0, SeldomUsed)
