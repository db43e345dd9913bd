/** Parquet files of the libraries that most are written by. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

import { runPython } from '../python.js';
import { folder } from './folder.js';
import { decoded } from './parquet-files.js';

const { path: here } = folder();

const PLAIN = `import datetime
def plain(value):
    if isinstance(value, (list, tuple)): return [plain(each) for each in value]
    if value is None or isinstance(value, (bool, str)): return value
    if isinstance(value, bytes): return value.hex()
    if isinstance(value, datetime.datetime): value = value.replace(tzinfo=value.tzinfo or datetime.timezone.utc).timestamp() * 1000
    if isinstance(value, datetime.date): value = (value - datetime.date(1970, 1, 1)).days * 86400000
    return str(int(value)) if int(value) == value else repr(value)
path = sys.argv[1]
moments = [datetime.datetime(2026, 11, 24, 8, 44, 43), None, datetime.datetime(1969, 12, 31, 23, 59, 59)]
`;

/** @param write writes `path` and leaves `values`: a list of values for each column */
async function agree(t: TestContext, modules: string[], write: string): Promise<void> {
  const path = join(here, 'written.parquet');
  const result = 'print(json.dumps({name: plain(values) for name, values in values.items()}))';
  const printed = runPython(t, modules, `${PLAIN}${write}\n${result}`, path);
  if (printed !== undefined) assert.deepEqual(numbersAsText(await decoded(path)), JSON.parse(printed));
}

function numbersAsText(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(numbersAsText);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, numbersAsText(each)]));
}

test('pyarrow: columns of every type that we take, with nulls, are read as they were written', (t) =>
  agree(
    t,
    ['pyarrow.parquet'],
    `columns = {
    "text": pyarrow.array(["a", None, "é"]),
    "large text": pyarrow.array(["x", "y" * 300, None], pyarrow.large_string()),
    "view": pyarrow.array(["x", "y" * 300, None], pyarrow.string_view()),
    "binary": pyarrow.array([b"\\xff", b"", None], pyarrow.binary()),
    "dictionary": pyarrow.array(["u", None, "u"]).dictionary_encode(),
    "small dictionary": pyarrow.DictionaryArray.from_arrays(pyarrow.array([1, 0, None], pyarrow.int8()), ["p", "q"]),
    "truth": pyarrow.array([True, None, False]),
    "single": pyarrow.array([0.1, None, 2], pyarrow.float32()),
    "double": pyarrow.array([0.1, None, -2.5]),
    "zoned": pyarrow.array(moments, pyarrow.timestamp("us", "Europe/Berlin")),
    "day": pyarrow.array([moments[0].date(), None, moments[2].date()]),
    "texts": pyarrow.array([["a", "b"], None, []], pyarrow.list_(pyarrow.string())),
    "integers": pyarrow.array([[1, 2], None, [3]], pyarrow.large_list(pyarrow.int64())),
    "none": pyarrow.nulls(3),
}
for bits in [8, 16, 32, 64]:
    columns[f"int{bits}"] = pyarrow.array([-2 ** (bits - 1), None, 2 ** (bits - 1) - 1], getattr(pyarrow, f"int{bits}")())
    columns[f"uint{bits}"] = pyarrow.array([0, None, 2**bits - 1], getattr(pyarrow, f"uint{bits}")())
for unit in ["s", "ms", "us", "ns"]: columns[unit] = pyarrow.array(moments, pyarrow.timestamp(unit))
table = pyarrow.table(columns)
pyarrow.parquet.write_table(table, path)
values = table.drop(["ns"]).to_pydict() | {"ns": moments}`,
  ));

for (const compression of ['none', 'snappy', 'gzip', 'zstd', 'lz4', 'brotli']) {
  for (const version of ['1.0', '2.0']) {
    test(`pyarrow: ${compression}, pages of version ${version}, in several row groups`, (t) =>
      agree(
        t,
        ['pyarrow.parquet'],
        `values = {
    "id": [2**60 + i for i in range(1000)],
    "app": [None if i % 7 == 0 else f"app {i % 11}" for i in range(1000)],
    "user": [f"user {i * i}" for i in range(1000)],
}
pyarrow.parquet.write_table(pyarrow.table(values), path, compression="${compression}", data_page_version="${version}",
    row_group_size=300, data_page_size=500, use_dictionary=["app"])`,
      ));
  }
}

test('pandas: nullable integers above 2^53, categories, strings, times and NaN', (t) =>
  agree(
    t,
    ['pandas', 'pyarrow'],
    `frame = pandas.DataFrame({
    "id": pandas.array([1, None, 2**60 + 1], dtype="Int64"),
    "category": pandas.Categorical(["x", "y", None]),
    "text": ["a", None, "c"],
    "time": pandas.to_datetime(moments),
})
frame.to_parquet(path)
values = {"id": [1, None, 2**60 + 1], "category": ["x", "y", None], "text": ["a", None, "c"], "time": moments}`,
  ));

test('polars: strings, categories, enums, lists and times', (t) =>
  agree(
    t,
    ['polars'],
    `frame = polars.DataFrame({
    "id": [1, None, 2**60 + 1],
    "text": ["a", None, "c" * 300],
    "category": polars.Series(["x", "y", None], dtype=polars.Categorical),
    "enum": polars.Series(["x", "y", None], dtype=polars.Enum(["x", "y"])),
    "time": moments,
    "texts": [["a"], [], None],
    "truth": [True, None, False],
})
frame.write_parquet(path)
values = {name: frame[name].to_list() for name in frame.columns}`,
  ));

test('DuckDB: strings, integers, truth values, times and lists', (t) =>
  agree(
    t,
    ['duckdb'],
    `query = """select 'user ' || i % 5 as text, i + 1152921504606846976 as id, i % 2 = 0 as truth,
    (i % 200)::utinyint as small, timestamp '2026-11-24 08:44:43' + to_seconds(i) as time, [i::varchar] as texts,
    case when i % 3 = 0 then null else i / 8 end as price
from range(1000) t(i)"""
duckdb.sql(f"copy ({query}) to '{path}' (format parquet)")
relation = duckdb.sql(query)
values = dict(zip(relation.columns, zip(*relation.fetchall())))`,
  ));

test('pyarrow: a table without rows, and row groups without rows between others', (t) =>
  agree(
    t,
    ['pyarrow.parquet'],
    `values = {"id": [1, 2], "text": ["x", None]}
table = pyarrow.table(values)
with pyarrow.parquet.ParquetWriter(path, table.schema) as writer:
    for part in [table.slice(0, 0), table.slice(0, 1), table.slice(0, 0), table.slice(1, 1)]: writer.write_table(part)`,
  ));
