// How suites are counted, scheduled and ended.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { count, judge } from './count.mjs';
import { suites } from './list.mjs';
import { runInto } from './process.mjs';
import { runAll } from './schedule.mjs';

const counted = (passed, failed, skipped) => ({ passed, failed, skipped });

describe('what a suite printed is counted', () => {
  it('by the closing lines of cargo’s test programs', () => {
    const log = 'test a ... ok\ntest result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\ntest result: FAILED. 3 passed; 2 failed; 0 ignored\n';
    assert.deepEqual(count.cargo(log), counted(15, 2, 1));
  });

  it('by the summary of node:test', () => {
    assert.deepEqual(count.node('✔ 3 passed\nℹ tests 7\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 1\nℹ duration_ms 5.5\n'), counted(3, 2, 2));
  });

  it('by the summary of Vitest', () => {
    assert.deepEqual(count.vitest(' Test Files  2 passed (2)\n      Tests  1 failed | 12 passed | 1 skipped (14)\n'), counted(12, 1, 1));
  });

  it('by the summary of Playwright', () => {
    assert.deepEqual(count.playwright('  1 failed\n    a.spec.ts:1:1 › 2 passed on\n  1 flaky\n  2 skipped\n  1 did not run\n  12 passed (31.2s)\n'), counted(12, 3, 2));
  });

  it('by lines that say passed or failed', () => {
    assert.deepEqual(count.lines('passed the document\nfailed as nobody\npassedby\n'), counted(1, 1, 0));
  });
});

describe('a suite has failed', () => {
  it('when it died, ran no test or skipped one', () => {
    assert.deepEqual(judge(counted(3, 0, 0), 0), { passed: 3, failed: 0, remark: '' });
    assert.equal(judge(counted(3, 0, 0), 'SIGSEGV').failed, 1);
    assert.equal(judge(counted(3, 0, 0), 1).failed, 1);
    assert.equal(judge(counted(3, 2, 0), 1).failed, 2);
    assert.equal(judge(counted(0, 0, 0), 0).failed, 1);
    assert.equal(judge(counted(3, 0, 1), 0).failed, 1);
  });
});

/** Runs suites that end when all that can start has started; what was running at once, in the order of beginning. */
async function played(list, cores) {
  const begun = [];
  let now = [];
  const together = [];
  await runAll(
    list,
    async (suite) => {
      begun.push(suite.name);
      now.push(suite.name);
      await new Promise(setImmediate);
      together.push([...now]);
      now = now.filter((name) => name !== suite.name);
    },
    cores,
  );
  return { begun, most: Math.max(...together.map(({ length }) => length)), together };
}

describe('suites run side by side', () => {
  it('as far as there are cores, in the order of the list', async () => {
    const { begun, together } = await played([{ name: 'a', cores: 2 }, { name: 'b', cores: 2 }, { name: 'c' }], 3);
    assert.deepEqual(begun, ['a', 'c', 'b']);
    assert.deepEqual(together[0], ['a', 'c']);
    assert.ok(!together.some((at) => at.includes('a') && at.includes('b')));
  });

  it('after those that they come after, and alone when they want more cores than there are', async () => {
    const { begun, most } = await played([{ name: 'test', after: ['build'] }, { name: 'build', cores: 8 }, { name: 'scan', after: ['test', 'not asked for'] }], 2);
    assert.deepEqual(begun, ['build', 'test', 'scan']);
    assert.equal(most, 1);
  });

  it('and those that wait for each other are an error', async () => {
    await assert.rejects(played([{ name: 'a', after: ['b'] }, { name: 'b', after: ['a'] }], 2), /wait for each other: a, b/);
  });

  it('and the list names only suites that are there, each once', () => {
    const names = suites.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { name, after = [], counter } of suites) {
      assert.deepEqual(after.filter((other) => !names.includes(other)), [], name);
      assert.ok(counter in count, name);
    }
  });
});

describe('a command', () => {
  const run = async (command, within) => {
    const folder = mkdtempSync(join(tmpdir(), 'trackroom-suites-'));
    const file = join(folder, 'log');
    const status = await runInto(file, command, { env: process.env, within });
    const log = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true });
    return { status, log };
  };

  it('writes into its log and ends with its status', async () => {
    assert.deepEqual(await run(['bash', '-c', 'echo out; echo err >&2; exit 7'], 60), { status: 7, log: 'out\nerr\n' });
    assert.deepEqual(await run(['no-such-program'], 60), { status: 'ENOENT', log: '' });
  });

  it('that hangs is ended with all that it has started', async () => {
    const { status, log } = await run(['bash', '-c', 'sleep 600 & echo $!; wait'], 0.2);
    assert.equal(status, 'late');
    const deadline = Date.now() + 60_000;
    while (isThere(Number(log))) {
      assert.ok(Date.now() < deadline, 'it is still there');
      await setTimeout(5);
    }
  });
});

function isThere(process_) {
  try {
    return process.kill(process_, 0);
  } catch (error) {
    assert.equal(error.code, 'ESRCH');
    return false;
  }
}
