// The logs of the servers that three suites have started, at their most talkative: the Rust tests of server/tests (without the
// commands beside a server), the stories with the official client, and the check of the REST API's description. LOGS_TO_SCAN is
// where they were collected. The servers of the browser's tests, of the checker and of the benchmark write nothing there.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { scan } from './scan.js';

const harmless = '2026-11-23T18:00:00.000001Z DEBUG request{method=GET path=/api/orders/ORD00001}: announced seq=2 position=9876543210';

/** What a scan finds when a folder holds these lines. */
function found(lines, secrets = ['correct horse battery staple']) {
  const folder = mkdtempSync(join(tmpdir(), 'trackroom-log-scan-test-'));
  writeFileSync(join(folder, 'server.log'), lines.map((line) => `${line}\n`).join(''));
  writeFileSync(join(folder, 'tests.secrets'), secrets.map((secret) => `${secret}\n`).join(''));
  const result = scan(folder);
  rmSync(folder, { recursive: true });
  return result;
}

test('a planted leak of each kind is found, and a harmless line is not', () => {
  assert.deepEqual(found([harmless]).leaks, []);
  for (const planted of [
    'token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    'headers: {"authorization": "Bearer 0123456789abcdef"}',
    'cookie: trackroom_refresh=c2VjcmV0',
    'row: $argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
    'identifier=saraswati@mail.example',
    'phone=+919876543210',
    'phone=+91 9876543210',
    'login failed password="correct horse battery staple"',
    'login failed password="CORRECT HORSE BATTERY STAPLE"',
  ]) {
    const { leaks } = found([harmless, `DEBUG ${planted}`, harmless]);
    assert.ok(leaks.length > 0 && leaks.every(({ line }) => line.includes(`:2:DEBUG ${planted}`)), planted);
  }
});

test('a leak among bytes that are no text is found', () => {
  assert.ok(found([harmless, '\u0000\u00ff phone=+919876543210']).leaks.length > 0);
});

test('no log that was collected tells what it must not', () => {
  const folder = process.env.LOGS_TO_SCAN;
  assert.ok(folder, 'LOGS_TO_SCAN must name the folder into which the suites have logged');
  const { logs, lines, secrets, leaks } = scan(folder);
  console.log(`${logs} logs with ${lines} lines, searched for ${secrets} secrets`);
  const shown = leaks.slice(0, 20).map(({ what, line }) => `${what}: ${line.slice(0, 300)}`);
  assert.deepEqual(shown, [], `${leaks.length} lines tell too much`);
  const least = Number(process.env.LOGS_AT_LEAST ?? 1);
  assert.ok(logs >= least && lines > 1_000 * least, `only ${lines} lines in ${logs} logs were collected in ${folder}`);
  assert.ok(secrets > 100 * least, `only ${secrets} secrets were told: do the suites still tell them?`);
});
