"""Opening a table by its content: CSV with any common delimiter, JSON in its several shapes, columns of fixed width."""

from typing import BinaryIO

from beartrap.estate.csv_rows import read_csv
from beartrap.estate.fixed_rows import form_of, read_blocks, read_columns
from beartrap.estate.json_rows import read_json
from beartrap.estate.rows import NotRows, Rows, as_text, encoding_of, is_binary


def open_rows(stream: BinaryIO, first: bytes) -> Rows:
    """Open a table by its content. `first` are the first bytes of `stream`, which stands at its start.

    Raises NotRows where it is no table (empty, binary, JSON of another shape).
    """
    encoding = encoding_of(first)
    shown = first.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if not shown:
        raise NotRows("it is empty")
    if shown[0] in "[{":
        return read_json(stream, shown, encoding)
    if is_binary(first):
        raise NotRows("it is binary")
    form = form_of(shown)
    if form is not None:
        return read_columns(as_text(stream, encoding)) if form == "columns" else read_blocks(as_text(stream, encoding))
    return read_csv(as_text(stream, encoding))
