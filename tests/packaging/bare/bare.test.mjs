// The core as a module of its own: what its sections say, and that it works without a single import.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const bytes = readFileSync(process.env.BARE_MODULE);
const module = new WebAssembly.Module(bytes);

// Well below what the tables and the encoder take, well above a module without them.
const LEAST_BYTES = 32_768;

test('imports nothing', () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test('exports the function that runs the core', () => {
  const functions = WebAssembly.Module.exports(module).filter((entry) => entry.kind === 'function');
  assert.deepEqual(
    functions.map((entry) => entry.name),
    ['snowgauge_bare_run'],
  );
});

test('holds the core, not an empty shell', () => {
  assert.ok(bytes.length > LEAST_BYTES, `${bytes.length} bytes`);
});

test('tracks an event and wants to send it', () => {
  const { exports } = new WebAssembly.Instance(module, {});
  const first = exports.snowgauge_bare_run();
  assert.ok(first > 0, `the request has ${first} bytes`);
  assert.equal(exports.snowgauge_bare_run(), first, 'the same inputs give the same bytes');
});
