// What no log line may hold, looked for in the logs that suites have collected.
//
// The suites write two kinds of files into one folder: what servers logged (*.log), and what must not be in there
// (*.secrets, one a line): the tokens, passwords, phone numbers, addresses, tickets and ids that the tests used.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Shapes that are never right, whoever used them: extended regular expressions. */
export const SHAPES = {
  'a signed token': 'eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}',
  'a bearer header': '[Bb]earer +[A-Za-z0-9._-]{8,}',
  'a session cookie': 'trackroom_(session|refresh)=[^;" ]{4,}',
  'a password hash': '\\$argon2(id|i|d)\\$',
  'an e-mail address': '[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.(example|org|com|in|net)\\b',
  'a phone number': '(\\+91|[^0-9A-Za-z_.:-]91)[ -]?[6-9][0-9]{9}\\b',
};

/** What is shorter, or one character over and over, would be found by chance. */
const isTelling = (secret) => secret.length >= 8 && new Set(secret).size > 2;

/** Runs grep; its lines, or none. */
function grep(...arguments_) {
  const { status, stdout, stderr } = spawnSync('grep', arguments_, { encoding: 'utf8', maxBuffer: 2 ** 28, env: { LC_ALL: 'C' } });
  if (status !== 0 && status !== 1) throw new Error(`grep failed: ${stderr}`);
  return stdout.split('\n').filter(Boolean);
}

/** Reads the folder: how much there was, and every line that tells what it must not. */
export function scan(folder) {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const logs = files.filter((file) => file.endsWith('.log')).map((file) => join(folder, file));
  const told = files.filter((file) => file.endsWith('.secrets'));
  const secrets = new Set(
    told.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n')).filter(isTelling),
  );
  const lines = logs.reduce((sum, log) => sum + Number(grep('-c', '', log)[0]), 0);
  const leaks = [];
  if (lines > 0) {
    for (const [what, shape] of Object.entries(SHAPES)) {
      leaks.push(...grep('-aHnE', '-e', shape, ...logs).map((line) => ({ what, line })));
    }
  }
  if (lines > 0 && secrets.size > 0) {
    const room = mkdtempSync(join(tmpdir(), 'trackroom-log-scan-'));
    writeFileSync(join(room, 'secrets'), `${[...secrets].join('\n')}\n`);
    leaks.push(...grep('-aHniF', '-f', join(room, 'secrets'), ...logs).map((line) => ({ what: 'something that a test used', line })));
    rmSync(room, { recursive: true });
  }
  return { logs: logs.length, lines, secrets: secrets.size, leaks };
}
