// The walk in README.md, run as it is written: every block fenced as "```sh walk", in one shell, against a server.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { startServer } from './support/server.js';

const run = promisify(execFile);
const readme = new URL('../../README.md', import.meta.url);
const written = 'http://127.0.0.1:5000';

describe('the walk in the README', { timeout: 60_000 }, () => {
  let server;

  before(async () => {
    server = await startServer();
  });
  after(() => server?.stop());

  it('works as written, and ends with the event', async () => {
    const blocks = [...(await readFile(readme, 'utf8')).matchAll(/^```sh walk\n(.*?)^```$/gms)].map(([, text]) => text);
    assert.ok(blocks.length > 0, 'the README has no block fenced as ```sh walk');
    const script = blocks.join('\n');
    assert.ok(script.includes(written), `the walk goes to ${written}`);

    // Only the port is another one: a developer's own server may be listening on the usual one.
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script.replaceAll(written, server.url)], {
      timeout: 45_000,
    });
    const order = /^Asha ordered (ORD\d{5,})$/m.exec(stdout)?.[1];
    assert.ok(order, stdout);
    const heard = stdout.trimEnd().split('\n').at(-1);
    const [name, change, offset] = JSON.parse(/^42(\[.*\])$/.exec(heard)?.[1] ?? 'null') ?? [];
    assert.equal(name, 'order-status-updated', stdout);
    assert.equal(change.orderId, order);
    assert.equal(change.status, 'shipped');
    assert.equal(change.trackingNumber, 'TRK123');
    assert.equal(change.seq, 2);
    assert.match(offset, /^\d+$/);

    const customer = await server.customer('asha');
    assert.equal((await customer.looksAt({ orderId: order })).status, 'shipped');
  });
});
