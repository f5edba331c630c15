"""Raw hits beside the ledger: one Parquet file a look, written whole or not at all.

A look without hits leaves a file without rows: so a file that is missing shows that hits were lost.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

_NONE = pa.schema([])


class HitStore:
    """The `hits/` folder of a case. File names are digests, so that a look made again replaces its own hits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, digest: str, rules: str, batches: Iterable[pa.RecordBatch]) -> Path:
        """Write the hits of one look at the input `digest` with `rules`, none as well; returns the file."""
        target = self._path(digest, rules)
        tables = [batch for batch in batches if batch.num_rows]
        partial = target.with_suffix(".partial")
        pq.write_table(pa.Table.from_batches(tables, None if tables else _NONE), partial, compression="zstd")
        partial.replace(target)
        return target

    def holds(self, digest: str, rules: str) -> bool:
        """Whether the hits of that look are still there and can be read; where not, the look must be made again."""
        try:
            pq.read_metadata(self._path(digest, rules))
        except (OSError, pa.ArrowInvalid):
            return False
        return True

    def digest(self, rules: str) -> str:
        """Return a digest over which looks left hits: content follows from input and rules, so the names are enough."""
        names = sorted(path.name for path in self._folder.glob(f"*-{rules[:16]}.parquet"))
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    def read(self, rules: str) -> Iterator[pa.RecordBatch]:
        """Yield the hits of all looks made with `rules`, file by file in the order of their names."""
        for path in sorted(self._folder.glob(f"*-{rules[:16]}.parquet")):
            yield from pq.ParquetFile(path).iter_batches()

    def _path(self, digest: str, rules: str) -> Path:
        return self._folder / f"{digest[:32]}-{rules[:16]}.parquet"
