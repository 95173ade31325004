// One run of the load generator.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { pinned } from './server.mjs';

const run = promisify(execFile);
const ENDS_WITHIN_MS = 160_000;

/** Plays a scenario against a server and returns the line it printed. */
export async function load({ binary, cpus, server, peer, credentials, inflight = 128, scenario }) {
  const target = ['--address', server.address, '--pid', server.pid, '--label', peer, '--inflight', inflight];
  const [program, ...rest] = pinned(cpus, [binary, ...target, ...credentials, ...scenario].map(String));
  const { stdout } = await run(program, rest, { timeout: ENDS_WITHIN_MS, maxBuffer: 1 << 24 });
  return JSON.parse(stdout);
}
