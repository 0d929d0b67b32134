"""``--where``: a condition in DuckDB's SQL over the columns of the rows."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from refkit.bulk.columns import Mask
from refkit.errors import InputError


def mask_of(where: str, schema: pa.Schema) -> Mask:
    """What says of each row of a batch whether the condition holds.

    Where it is neither true nor false it does not hold, as in SQL. Raises InputError for what is
    no condition, and for a column that is not there.
    """
    connection = _connection()
    query = f"SELECT coalesce(({where}\n)::BOOLEAN, false) AS wanted FROM batch"  # noqa: S608

    def mask(batch: pa.RecordBatch) -> pa.Array:
        return _asked(connection, query, pa.Table.from_batches([batch]), where)

    mask(pa.RecordBatch.from_pylist([], schema=schema))
    return mask


def _connection() -> Any:
    import duckdb

    # A condition is about the rows: it opens no file and no address, and one core is its share.
    return duckdb.connect(":memory:", config={"enable_external_access": "false", "threads": "1"})


def _asked(connection: Any, query: str, table: pa.Table, where: str) -> pa.Array:
    import duckdb

    try:
        connection.register("batch", table)
        found = connection.execute(query).fetchall()
    except duckdb.Error as error:
        first = " ".join(str(error).splitlines()[0].split())
        columns = ", ".join(table.schema.names)
        raise InputError(f"--where {where!r}: {first}; columns are {columns}") from None
    if len(found) != table.num_rows:
        raise InputError(f"--where {where!r} is no condition on single rows")
    return pa.array([row[0] for row in found], pa.bool_())
