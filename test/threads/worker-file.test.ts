/** Where the module of a worker thread is looked for. */
import { expect, it } from 'vitest';
import { workerFile } from '../../src/threads/worker-file.js';

it.each([
  ['file:///opt/allinea/dist/src/soap/a.js', './a-thread.js', 'file:///opt/allinea/dist/src/soap/a-thread.js'],
  ['file:///home/x/src/allinea/src/soap/a.ts', './a-thread.js', 'file:///home/x/src/allinea/dist/src/soap/a-thread.js'],
  ['file:///home/x/src/work/leggi/a.ts', '../b-thread.js', 'file:///home/x/dist/src/work/b-thread.js'],
])('the worker of %s is compiled', (from, name, expected) => {
  expect(workerFile(name, from).href).toBe(expected);
});
