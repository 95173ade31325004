// Which suites run side by side.
//
// A suite names the suites it comes `after`, and how many `cores` it keeps busy. One starts when those before it have
// ended, well or badly, and its cores are free; of several, the first in the list.

/**
 * Runs every suite once; `run` starts one and resolves when it has ended.
 *
 * @param {{ name: string, after?: string[], cores?: number }[]} suites names in `after` that are not in the list are taken
 *   as ended: they were not asked for
 * @param {(suite: object) => Promise<void>} run
 * @param {number} cores how many there are; a suite that wants more runs alone
 */
export async function runAll(suites, run, cores) {
  const waiting = [...suites];
  const unfinished = new Set(suites.map(({ name }) => name));
  const running = new Map();

  const isReady = ({ name, after = [] }) => !after.some((other) => other !== name && unfinished.has(other));
  const fits = (suite) => running.size === 0 || sum(running.keys()) + coresOf(suite) <= cores;

  while (unfinished.size > 0) {
    for (const suite of waiting.filter(isReady)) {
      if (!fits(suite)) continue;
      waiting.splice(waiting.indexOf(suite), 1);
      const ended = run(suite).then(() => {
        running.delete(suite);
        unfinished.delete(suite.name);
      });
      running.set(suite, ended);
    }
    if (running.size === 0) throw new Error(`these suites wait for each other: ${[...unfinished].join(', ')}`);
    await Promise.race(running.values());
  }
}

const coresOf = ({ cores = 1 }) => cores;
const sum = (suites) => [...suites].reduce((total, suite) => total + coresOf(suite), 0);
