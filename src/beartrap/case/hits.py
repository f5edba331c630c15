"""Raw hits beside the ledger: one Parquet file a look, written whole or not at all."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


class HitStore:
    """The `hits/` folder of a case. File names are digests, so that a look made again replaces its own hits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, digest: str, rules: str, batches: Iterable[pa.RecordBatch]) -> Path | None:
        """Write the hits of one look at the input `digest` with `rules`; returns the file, None where there were no hits."""
        target = self._path(digest, rules)
        tables = [batch for batch in batches if batch.num_rows]
        if not tables:
            target.unlink(missing_ok=True)
            return None
        partial = target.with_suffix(".partial")
        pq.write_table(pa.Table.from_batches(tables), partial, compression="zstd")
        partial.replace(target)
        return target

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
