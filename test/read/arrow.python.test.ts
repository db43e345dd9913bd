/** Files that pyarrow, pandas and polars write now give the model of the same records as text. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

import { train } from '#dist/pipeline/train.js';
import { runPython } from '../python.js';
import { folder } from './folder.js';
import { schemaOf } from './arrow-tables.js';

const { path: here, write } = folder();

const COUNT = 3000;
// the same table as Python makes it
const csv = Array.from({ length: COUNT }, (_, i) =>
  [
    i % 3 === 0 ? 1 : 0,
    i % 7 === 0 ? '' : `site-${i % 50}`,
    `${9_007_199_254_740_993n + BigInt(i % 90)}`,
    i % 5 === 0 ? '' : i % 1000,
    (i % 40) / 8,
    new Date(1_764_000_000_000 + i * 600_000).toISOString().slice(0, 19).replace('T', ' '),
  ].join(','),
);
const schema = schemaOf(
  [
    { name: 'site', type: 'categorical', missing: 'feature' },
    { name: 'id', type: 'categorical' },
    { name: 'visits', type: 'count' },
    { name: 'price', type: 'numeric' },
    { name: 'at', type: 'time', parts: ['hour', 'weekday'], timeFormat: 'iso' },
  ],
  { crosses: [['site', 'id']] },
);

const MAKE = `
n = ${COUNT}
table = pa.table({
    "click": pa.array([1 if i % 3 == 0 else 0 for i in range(n)], pa.int8()),
    "site": pa.array([None if i % 7 == 0 else f"site-{i % 50}" for i in range(n)]),
    "id": pa.array([9007199254740993 + i % 90 for i in range(n)], pa.int64()),
    "visits": pa.array([None if i % 5 == 0 else i % 1000 for i in range(n)], pa.int32()),
    "price": pa.array([(i % 40) / 8 for i in range(n)]),
    "at": pa.array([1764000000000 + i * 600000 for i in range(n)], pa.timestamp("ms")),
})`;

const pyarrow = ['pyarrow', 'pyarrow.ipc', 'pyarrow.feather'];
const stream = (options: string, of = 'table') =>
  `w = pa.ipc.new_stream(path, ${of}.schema, options=pa.ipc.IpcWriteOptions(${options})); w.write_table(${of}, max_chunksize=700); w.close()`;

/** How each library writes `table` at `path`. */
const writers: readonly (readonly [what: string, modules: readonly string[], statements: string])[] = [
  ['pyarrow, a stream', pyarrow, stream('')],
  ['pyarrow, a stream in LZ4', pyarrow, stream('compression="lz4"')],
  ['pyarrow, a stream in ZSTD', pyarrow, stream('compression="zstd"')],
  ['pyarrow, a file', pyarrow, 'pa.feather.write_feather(table, path, compression="uncompressed")'],
  ['pyarrow, Feather as it is by default', pyarrow, 'pa.feather.write_feather(table, path, chunksize=500)'],
  [
    'pyarrow, a dictionary and large strings',
    pyarrow,
    `t = table.set_column(1, "site", table["site"].dictionary_encode()); ${stream('emit_dictionary_deltas=True', 't')}`,
  ],
  [
    'pyarrow, large strings',
    pyarrow,
    `t = table.set_column(1, "site", table["site"].cast(pa.large_string())); ${stream('', 't')}`,
  ],
  [
    'pyarrow, string views',
    pyarrow,
    `t = table.set_column(1, "site", table["site"].cast(pa.string_view())); ${stream('', 't')}`,
  ],
  ...['s', 'us', 'ns'].map(
    (unit) =>
      [
        `pyarrow, timestamps in ${unit} with a zone`,
        pyarrow,
        `t = table.set_column(5, "at", table["at"].cast(pa.timestamp("${unit}")).cast(pa.timestamp("${unit}", "Europe/Berlin"))); ${stream('', 't')}`,
      ] as const,
  ),
  ['pandas, to_feather', ['pandas', ...pyarrow], 'table.to_pandas().to_feather(path)'],
  [
    'pandas, a category',
    ['pandas', ...pyarrow],
    'f = table.to_pandas(); f["site"] = f["site"].astype("category"); f.to_feather(path)',
  ],
  ['polars, write_ipc', ['polars', ...pyarrow], 'polars.from_arrow(table).write_ipc(path)'],
  ['polars, write_ipc in LZ4', ['polars', ...pyarrow], 'polars.from_arrow(table).write_ipc(path, compression="lz4")'],
  ['polars, write_ipc in ZSTD', ['polars', ...pyarrow], 'polars.from_arrow(table).write_ipc(path, compression="zstd")'],
  ['polars, write_ipc_stream', ['polars', ...pyarrow], 'polars.from_arrow(table).write_ipc_stream(path)'],
  [
    'polars, a Categorical',
    ['polars', ...pyarrow],
    'polars.from_arrow(table).with_columns(polars.col("site").cast(polars.Categorical)).write_ipc(path)',
  ],
];

async function digest(path: string): Promise<string> {
  const model = join(here, 'model.arrow');
  return (await train({ inputs: [path], schema, model, bits: 12, lambda1: 0.01, workers: 0 })).model.sha256;
}

for (const [what, modules, statements] of writers) {
  test(`${what}: the model of the CSV, byte for byte`, async (t) => {
    const path = join(here, 'written');
    if (!python(t, modules, statements, path)) return;
    const text = write('table.csv', `click,site,id,visits,price,at\n${csv.join('\n')}\n`);
    assert.equal(await digest(path), await digest(text));
  });
}

/** @returns false if the test was skipped because a module is missing */
function python(t: TestContext, modules: readonly string[], statements: string, path: string): boolean {
  const code = `import pyarrow as pa\npath = sys.argv[1]\n${MAKE}\n${statements}`;
  return runPython(t, [...modules], code, path) !== undefined;
}
