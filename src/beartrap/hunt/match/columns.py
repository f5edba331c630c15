"""A batch's columns as the matcher wants them: each distinct value once, and a code for each row or element."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beartrap.hunt.match.bitmaps import Mask, Rows

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Column:
    """One field of a batch. `codes` are places in `values`, -1 for null: one a row, or, where the field holds arrays, one an
    element, whose row `owners` gives."""

    rows: int
    codes: Codes
    values: pa.Array
    owners: Rows | None = None

    @cached_property
    def present(self) -> Rows:
        """The codes that occur, each once."""
        counts = np.bincount(self.codes.astype(np.int64) + 1, minlength=len(self.values) + 1)
        return np.flatnonzero(counts[1:]).astype(np.int64)

    @cached_property
    def texts(self) -> list[str]:
        """The same as Python's text."""
        return _texts(self.present_values)

    @cached_property
    def present_values(self) -> pa.Array:
        """The values that occur, in the order of `present`."""
        return self.values if len(self.present) == len(self.values) else self.values.take(pa.array(self.present))

    @cached_property
    def filled(self) -> Mask:
        """The rows that have the field."""
        return self.spread(self.codes >= 0)

    def spread(self, mask: Mask) -> Mask:
        """Return a mask over rows for one over codes: a row is in if any of its elements is."""
        if self.owners is None:
            return mask
        rows = np.zeros(self.rows, np.bool_)
        rows[self.owners[mask]] = True
        return rows

    def holding(self, found: Rows) -> Mask:
        """Return the rows that hold any of the values with the codes `found`."""
        table = np.zeros(len(self.values) + 1, np.bool_)  # the last place stands for null, code -1
        table[found] = True
        return self.spread(table[self.codes])

    def shown(self, rows: Rows) -> pa.Array:
        """Return the texts of some rows; several values of one row are joined by a comma."""
        if self.owners is None:
            return self.values.cast(pa.utf8()).take(pa.array(self.codes[rows], mask=self.codes[rows] < 0))
        wanted = {row: [] for row in rows.tolist()}  # type: dict[int, list[int]]
        inside = np.isin(self.owners, rows) & (self.codes >= 0)
        for owner, code in zip(self.owners[inside].tolist(), self.codes[inside].tolist(), strict=True):
            wanted[owner].append(code)
        return pa.array(
            [", ".join(self.values[code].as_py() for code in wanted[row]) for row in rows.tolist()], pa.utf8()
        )


def _texts(values: pa.Array) -> list[str]:
    try:
        return values.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:  # bytes in a Parquet file that only claim to be text
        return [raw.decode("utf-8", "replace") for raw in values.view(pa.binary()).to_pylist()]


def column_of(array: pa.Array) -> Column | None:
    """Return a column of a batch; None for a type that no field has."""
    kind = array.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        flat = column_of(array.flatten())
        if flat is None:
            return None
        owners = pc.list_parent_indices(array).to_numpy(zero_copy_only=False).astype(np.int64)
        return Column(len(array), flat.codes, flat.values, owners)
    if pa.types.is_dictionary(kind):
        coded = array
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        coded = array.dictionary_encode()
    elif pa.types.is_integer(kind):
        coded = array.cast(pa.utf8()).dictionary_encode()
    else:
        return None
    codes = coded.indices
    if codes.null_count:
        codes = pc.fill_null(codes, -1)
    plain = codes.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return _without_null_values(Column(len(array), plain, coded.dictionary))


def _without_null_values(column: Column) -> Column:
    """Return a column whose codes never lead to a null inside the dictionary."""
    if not column.values.null_count:
        return column
    table = np.arange(len(column.values) + 1, dtype=np.int32)
    table[-1] = -1
    table[:-1][column.values.is_null().to_numpy(zero_copy_only=False)] = -1
    return Column(column.rows, table[column.codes], pc.fill_null(column.values, ""))


class Columns:
    """The columns of one batch, each made ready when it is first asked for."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.rows = batch.num_rows
        self._batch = batch
        self._places = {name: place for place, name in enumerate(batch.schema.names)}
        self._made: dict[str, Column | None] = {}

    def get(self, name: str) -> Column | None:
        """Return the column of a field, None where the batch has none."""
        if name not in self._made:
            place = self._places.get(name)
            self._made[name] = None if place is None else column_of(self._batch.column(place))
        return self._made[name]

    def any_form(self, name: str) -> Column | None:
        """Return a column, with equal values perhaps there more than once: quicker where they are hardly ever equal."""
        if name in self._made:
            return self._made[name]
        array = self._batch.column(self._places[name])
        if not pa.types.is_string(array.type):
            return self.get(name)
        codes = np.arange(len(array), dtype=np.int32)
        if array.null_count:
            codes[array.is_null().to_numpy(zero_copy_only=False)] = -1
            array = pc.fill_null(array, "")
        return Column(len(array), codes, array)

    def fields(self) -> Iterator[str]:
        """Yield the names of the source's own fields."""
        return (name for name in self._places if not name.startswith("@"))
