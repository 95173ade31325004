// Waiting for something to become true, with a deadline and a sentence for the one who reads the failure.

import { setTimeout as pause } from 'node:timers/promises';

/**
 * Resolves with what `check` returns once that is truthy.
 *
 * @param {string} what the sentence of the failure: "timed out waiting until …"
 * @param {() => unknown} check may be asynchronous
 */
export async function until(what, check, { within = 15_000, describe = () => '' } = {}) {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    if (Date.now() > deadline) {
      const state = describe();
      throw new Error(`timed out after ${within} ms waiting until ${what}${state && `; ${state}`}`);
    }
    await pause(10);
  }
}
