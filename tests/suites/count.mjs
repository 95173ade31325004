// How many tests a suite has run, read from what it printed. Each takes the log and the exit status of the suite, and
// returns how many `passed`, `failed` and were `skipped`.

/** The numbers before the first group of `pattern` that is one of `words`, added up. */
function sum(log, pattern, words) {
  let total = 0;
  for (const [, number, word] of log.matchAll(pattern)) if (words.includes(word)) total += Number(number);
  return total;
}

export const count = {
  /** A check either holds or does not. */
  check: (_log, status) => ({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }),

  /** The closing line of each test program: "test result: ok. 12 passed; 0 failed; 0 ignored; ...". */
  cargo(log) {
    const results = log.match(/^test result:.*$/gm)?.join('\n') ?? '';
    const of = (word) => sum(results, /(\d+) (passed|failed|ignored)/g, [word]);
    return { passed: of('passed'), failed: of('failed'), skipped: of('ignored') };
  },

  /** The summary of node:test: "ℹ pass 12", "ℹ fail 0", "ℹ cancelled 0", "ℹ skipped 0", "ℹ todo 0". */
  node(log) {
    const last = new Map([...log.matchAll(/^ℹ (\w+) (\d+)$/gm)].map(([, word, number]) => [word, Number(number)]));
    const of = (...words) => words.reduce((total, word) => total + (last.get(word) ?? 0), 0);
    return { passed: of('pass'), failed: of('fail', 'cancelled'), skipped: of('skipped', 'todo') };
  },

  /** Vitest: "      Tests  1 failed | 12 passed | 1 skipped (14)". */
  vitest(log) {
    const results = log.match(/^ *Tests .*$/gm)?.join('\n') ?? '';
    const of = (...words) => sum(results, /(\d+) (passed|failed|skipped|todo)/g, words);
    return { passed: of('passed'), failed: of('failed'), skipped: of('skipped', 'todo') };
  },

  /** Playwright: lines such as "  12 passed (31.2s)", "  1 failed", "  1 flaky", "  2 skipped", "  1 did not run". */
  playwright(log) {
    const of = (...words) => sum(log, /^ *(\d+) (passed(?= \()|failed$|flaky$|skipped$|did not run$)/gm, words);
    return { passed: of('passed'), failed: of('failed', 'flaky', 'did not run'), skipped: of('skipped') };
  },

  /** A line for each check: "passed ..." or "failed ...". */
  lines: (log) => ({
    passed: log.match(/^passed\b/gm)?.length ?? 0,
    failed: log.match(/^failed\b/gm)?.length ?? 0,
    skipped: 0,
  }),
};

/**
 * The verdict on a suite that has ended: `{ passed, failed, remark }`. One that died, that ran no test or that skipped
 * one has failed.
 */
export function judge(counted, status) {
  const { passed, failed, skipped } = counted;
  if (skipped > 0) return { passed, failed: failed + skipped, remark: `${skipped} skipped, which counts as failed` };
  if (status !== 0 && failed === 0) return { passed, failed: 1, remark: `ended with ${status}` };
  if (passed + failed === 0) return { passed, failed: 1, remark: 'ran no test' };
  return { passed, failed, remark: '' };
}
