"""Arrow tables as bytes, and back from a process that is not to be trusted."""

import pyarrow as pa


class BadTable(Exception):
    """The bytes hold no table of the schema that was agreed; the text says what they hold."""


def to_bytes(table: pa.Table | pa.RecordBatch) -> bytes:
    """Return a table as an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write(table)
    return bytes(sink.getvalue())


def from_bytes(content: bytes, schema: pa.Schema) -> pa.Table:
    """Return the table in an Arrow IPC stream; raises BadTable where it is none of that schema or not sound in itself."""
    try:
        with pa.ipc.open_stream(content) as reader:
            if not reader.schema.equals(schema):
                raise BadTable(f"another schema: {reader.schema.names[:8]}")
            table = reader.read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadTable(str(error)[:200]) from error
    return table
