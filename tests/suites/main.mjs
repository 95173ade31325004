// What scripts/test runs: every suite, side by side where the machine allows it, and counts.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { count, judge } from './count.mjs';
import { suites } from './list.mjs';
import { endAll, runInto } from './process.mjs';
import { runAll } from './schedule.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
process.chdir(root);

/** How long, in seconds, a suite may take: several times what the longest takes from nothing. */
const longest = 3_000;
/** Suites wait for servers, timers and disks now and then: somewhat more of them than there are cores keep those busy. */
const cores = 1.25 * availableParallelism();
/** Lines that say what failed, in the words of one or another tool. */
const failure = /\.\.\. FAILED$|panicked at|^error|✖|Error:|^ *×|\[FAIL\]/;

const words = process.argv.slice(2);
const wanted = suites.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const logs = 'target/test-logs';
const logsToScan = join(root, 'target/logs-to-scan');

const snapshotsUsed = join(root, 'target/snapshots-used');

const env = {
  ...process.env,
  CARGO_TERM_COLOR: 'never',
  NO_COLOR: '1',
  LOGS_TO_SCAN: logsToScan,
  INSTA_UPDATE: 'no',
  INSTA_SNAPSHOT_REFERENCES_FILE: snapshotsUsed,
};
// Tests mostly wait, for timers and for each other.
env.RUST_TEST_THREADS ??= String(availableParallelism() + 1);
// Only a whole run knows how many logs there must be.
if (words.length === 0) env.LOGS_AT_LEAST = '24'; // both Rust suites, each file of the two with the official client, four of the REST API's check
delete env.FORCE_COLOR;
delete env.TEST_DATABASE_URL;

const total = { passed: 0, failed: 0 };
let isInterrupted = false;

async function runOne({ name, counter, command }) {
  if (isInterrupted) return;
  const file = join(logs, `${name.replaceAll(/[^a-zA-Z0-9]/g, '-')}.log`);
  const began = Date.now();
  const status = await runInto(file, command, { env, within: longest });
  if (isInterrupted) return;
  const log = readFileSync(file, 'utf8');
  const verdict = judge(count[counter](log, status), status);
  const remark = status === 'late' ? `did not end within ${longest} s` : verdict.remark;
  total.passed += verdict.passed;
  total.failed += verdict.failed;
  const seconds = Math.round((Date.now() - began) / 1_000);
  console.log(`${name.padEnd(44)}${String(verdict.passed).padStart(5)} passed, ${verdict.failed} failed ${String(seconds).padStart(5)}s  ${remark}`);
  if (verdict.failed > 0) {
    const lines = log.trimEnd().split('\n');
    console.log(`----- what failed in ${file}`);
    console.log(lines.filter((line) => failure.test(line)).slice(0, 40).join('\n'));
    console.log('----- its end');
    console.log(lines.slice(-40).join('\n'));
    console.log('-----');
  }
}

for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
  process.on(signal, () => {
    isInterrupted = true;
    process.exitCode = status;
    endAll();
  });
}

mkdirSync(logs, { recursive: true });
for (const left of [logsToScan, snapshotsUsed]) rmSync(left, { recursive: true, force: true });

const began = Date.now();
await runAll(wanted, runOne, cores);
if (!isInterrupted) {
  console.log(`\nAll of it took ${Math.round((Date.now() - began) / 1_000)} s.`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}
