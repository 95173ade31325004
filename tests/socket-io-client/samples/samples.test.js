// The programs that docs/REALTIME.md shows, as they are written there.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { breakableLine } from '../support/breakable-line.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const document = await readFile(new URL('../../../docs/REALTIME.md', import.meta.url), 'utf8');
const python = process.env.SAMPLE_PYTHON;

const samples = [
  { language: 'Python', fence: 'python', command: python, options: ['-'] },
  { language: 'JavaScript', fence: 'js', command: process.execPath, options: ['--input-type=module', '-'] },
];

/** The one program of the document in this language. */
function program(fence) {
  const found = [...document.matchAll(new RegExp(`^\`\`\`${fence}\n(.*?)^\`\`\``, 'gms'))];
  assert.equal(found.length, 1, `one program in ${fence}`);
  return found[0][1];
}

describe('the programs of docs/REALTIME.md', { timeout: 120_000 }, () => {
  let server, admin, customer, line;

  before(async () => {
    server = await startServer();
    line = await breakableLine(() => server.url);
    [admin, customer] = await Promise.all([server.admin(), server.customer('asha')]);
  });
  after(async () => {
    line?.close();
    await server?.stop();
  });

  for (const { language, fence, command, options } of samples) {
    it(`in ${language} prints every change once, also across a broken line`, async () => {
      assert.ok(command, 'run this by scripts/check-samples');
      const order = await customer.places();
      const child = spawn(command, [...options, line.url, order.orderId], { cwd: here });
      const [printed, complaints] = [[], []];
      createInterface({ input: child.stdout }).on('line', (text) => printed.push(text));
      createInterface({ input: child.stderr }).on('line', (text) => complaints.push(text));
      child.stdin.end(program(fence));
      const exit = once(child, 'exit');
      const prints = (seq, status) =>
        until(`it prints ${seq} ${status}`, () => printed.at(-1) === `${order.orderId} ${seq} ${status}`, {
          within: 30_000,
          describe: () => `printed: ${printed.join(', ')}; complaints: ${complaints.join('\n')}`,
        });
      try {
        await prints(1, 'pending');
        await admin.moves(order, 'confirmed');
        await prints(2, 'confirmed');
        line.isCut();
        await until('the server has noticed', async () => {
          const { followers } = await admin.moves(order, 'shipped', { trackingNumber: `S${printed.length}` });
          return followers === 0;
        });
        const missed = (await admin.changesOf(order)).at(-1).seq;
        line.isMended();
        await prints(missed, 'shipped');
        await admin.moves(order, 'delivered');
        await prints(missed + 1, 'delivered');
        const seqs = printed.map((text) => Number(text.split(' ')[1]));
        assert.deepEqual(
          seqs,
          Array.from({ length: missed + 1 }, (_, n) => n + 1),
        );
        assert.deepEqual(complaints, []);
      } finally {
        child.kill('SIGKILL');
        await exit;
        line.isMended();
      }
    });
  }
});
