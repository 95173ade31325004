// The load generator against the real server, small: it is let in, and nothing is lost. No time is judged.
//
// Both are those that cargo built last, without optimisation: `cargo build --workspace`, and
// `cargo build --manifest-path bench/Cargo.toml --target-dir target/bench`. TRACKROOM_BIN may name another server.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { load } from './load.mjs';
import { Shop } from './shop.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const binary = join(target, 'bench', 'debug', 'load');
let folder;
let shop;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trackroom-bench-'));
  const trackroom = process.env.TRACKROOM_BIN ?? join(target, 'debug', 'trackroom');
  shop = await Shop.open({ binary: trackroom, folder: join(folder, 'shop'), secret: 'x'.repeat(32), orders: 60 });
});

after(() => rm(folder, { recursive: true, force: true }));

async function played(...scenario) {
  const server = await shop.start();
  try {
    return await load({ binary, server, peer: 'trackroom', credentials: shop.credentials, scenario });
  } finally {
    await server.stop();
  }
}

const none = { lost: 0, failed: 0, closed: 0, problems: {} };

function assertNothingWrong(line, more = {}) {
  const wanted = { ...none, ...more };
  const found = Object.fromEntries(Object.keys(wanted).map((key) => [key, line[key]]));
  assert.deepEqual(found, wanted, JSON.stringify(line));
}

test('everybody who watches an order gets each update once and in order', async () => {
  const line = await played('fanout', '--watchers', 30, '--updates', 20, '--rate', 0, '--warmup', 2);
  assertNothingWrong(line, { deliveries: 600, doubled: 0, unordered: 0, unknown: 0 });
});

test('a burst loses nothing', async () => {
  const line = await played('fanout', '--watchers', 5, '--updates', 200, '--rate', 1e6, '--warmup', 2);
  assertNothingWrong(line, { deliveries: 1_000, doubled: 0, unordered: 0 });
});

test('concurrent requests are each delivered', async () => {
  const line = await played('spread', '--orders', 20, '--updates', 100, '--concurrency', 8);
  assertNothingWrong(line, { accepted: 100, deliveries: 100, doubled: 0 });
});

test('every admin hears of every order that one request moves', async () => {
  assertNothingWrong(await played('bulk', '--orders', 40, '--admins', 3), { deliveries: 120, doubled: 0 });
});

test('everybody who comes at once is let in', async () => {
  assertNothingWrong(await played('storm', '--clients', 60), { joined: 60 });
});

test('lists are read', async () => {
  assertNothingWrong(await played('list', '--read', 'page=/api/orders/admin/all?page={2}', '--times', 3), { requests: 3 });
});
