import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { writeModel } from '#dist/export/model-file.js';
import { python } from '../python.js';
import { modelOf, small, temporaryFolder } from './models.js';

const folder = temporaryFolder();
const files = ['state', 'weights', 'empty'].map((name) => join(folder, `${name}.arrow`));

before(async () => {
  await writeModel(files[0], small);
  await writeModel(files[1], small, { state: false });
  await writeModel(files[2], modelOf([]));
});

/** How each library reads what is at `path` into `frame`. */
const readers = [
  { library: 'pandas', modules: ['pandas', 'pyarrow'], read: 'frame = pandas.read_feather(path)' },
  { library: 'polars', modules: ['polars'], read: 'frame = polars.read_ipc(path)' },
  {
    library: 'DuckDB',
    modules: ['duckdb', 'pyarrow.ipc', 'pandas'],
    read: 'model = pyarrow.ipc.open_file(path).read_all(); frame = duckdb.sql("from model").df()',
  },
];

for (const { library, modules, read } of readers) {
  test(`${library} reads the columns of a model with state, without state and without slots`, (t) => {
    const columns = '{c: [str(frame[c].dtype).lower(), frame[c].to_list()] for c in frame.columns}';
    const [withState, weightsOnly, empty] = python(t, files, modules, read, columns);
    if (withState === undefined) return;
    assert.deepEqual(withState, {
      slot: ['uint32', [1, 5, 4_194_303]],
      weight: ['float32', [0, -0.25, 1.5]],
      z: ['float32', [0.5, 2, -3]],
      n: ['float32', [4, 16, Math.fround(0.1)]],
    });
    assert.deepEqual(weightsOnly, { slot: ['uint32', [5, 4_194_303]], weight: ['float32', [-0.25, 1.5]] });
    assert.deepEqual(empty, { slot: ['uint32', []], weight: ['float32', []], z: ['float32', []], n: ['float32', []] });
  });
}

test('pyarrow finds the header under leanctr, read as a file and as a stream, and calls the file valid', (t) => {
  const read = `table = pyarrow.ipc.open_file(path).read_all()
    table.validate(full=True)
    file = open(path, "rb")
    file.seek(8)
    streamed = pyarrow.ipc.open_stream(file).read_all()
    assert streamed.equals(table, check_metadata=True)`;
  const [metadata] = python(t, files, ['pyarrow.ipc'], read, 'json.loads(table.schema.metadata[b"leanctr"])');
  if (metadata === undefined) return;
  const { formatVersion, sha256, ...header } = metadata;
  assert.equal(formatVersion, 1);
  assert.match(String(sha256), /^[0-9a-f]{64}$/);
  // Python reads an integer -0 as 0
  assert.deepEqual(header, { ...small.header, bias: { ...small.header.bias, z: 0 } });
});
