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
    """Keep this process from importing pandas for good: that takes half a second, and a worker hands no frame to Arrow."""
    sys.meta_path.insert(0, _NoPandas)
