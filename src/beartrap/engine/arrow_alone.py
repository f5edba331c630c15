"""Arrow without pandas: where that is installed, Arrow imports it with the first list that it makes an array of."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class _NoPandas:
    """A finder that finds pandas nowhere."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return None, which leaves a module to the other finders; raises ModuleNotFoundError for pandas."""
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not used here", name=name)
        return None


def arrow_alone() -> None:
    """Let Arrow decide now that there is no pandas: to import it takes a third of a second, and we hand it no frame.

    Whoever imports pandas itself still gets it, but Arrow makes no frames in this process any more.
    """
    import pyarrow as pa  # late: whoever calls this is about to need it

    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([None])
    finally:
        sys.meta_path.remove(_NoPandas)
