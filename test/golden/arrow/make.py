"""Makes the files beside it: small Arrow data as other writers write it. Run by hand: python make.py, with pyarrow and polars."""

import os
from datetime import datetime, timezone

import polars
import pyarrow as pa
import pyarrow.ipc as ipc

here = os.path.dirname(os.path.abspath(__file__))
table = pa.table(
    {
        "click": pa.array([1, 0, 0, 1], pa.int8()),
        "site": pa.array(["news", None, "a site with a long name", "news"]),
        "ad": pa.array(["x", "y", "x", None]).dictionary_encode(),
        "visits": pa.array([3, None, 9007199254740993, -2], pa.int64()),
        "price": pa.array([0.5, 0.1, None, 3.0], pa.float32()),
        "at": pa.array([datetime(2026, 11, 24, 8, 44, 43, 250000, tzinfo=timezone.utc), None] * 2, pa.timestamp("us", "UTC")),
        "tags": pa.array([["a", "b"], [], None, ["c", None]], pa.list_(pa.string())),
    }
)
big = table.set_column(1, "site", table["site"].cast(pa.large_string())).set_column(
    6, "tags", table["tags"].cast(pa.large_list(pa.large_string()))
)


def write(name, tables, new, **options):
    with new(os.path.join(here, name), tables[0].schema, options=ipc.IpcWriteOptions(**options)) as writer:
        for each in tables:
            writer.write_table(each)


write("plain.arrow", [table, table], ipc.new_file)
write("large.arrows", [big, big], ipc.new_stream)
write("lz4.arrow", [table], ipc.new_file, compression="lz4")
write("zstd.arrows", [table], ipc.new_stream, compression="zstd")
more = table.set_column(2, "ad", pa.array(["x", "z", "y", "q"]).dictionary_encode())
write("replaced.arrows", [table, more], ipc.new_stream)
grown = pa.DictionaryArray.from_arrays(pa.array([0, 2, 3, 1], pa.int32()), pa.array(["x", "y", "z", "q"]))
write("delta.arrows", [table, table.set_column(2, "ad", grown)], ipc.new_stream, emit_dictionary_deltas=True)
polars.from_arrow(table).write_ipc(os.path.join(here, "polars.arrow"))
polars.from_arrow(table).write_ipc(os.path.join(here, "polars-lz4.arrow"), compression="lz4")
