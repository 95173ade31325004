// The documents as the real program prints them.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const binary =
  process.env.TRACKROOM_BIN ?? fileURLToPath(new URL('../../target/debug/trackroom', import.meta.url));

/** What `trackroom SUBCOMMAND` prints. */
export function printed(subcommand) {
  return execFileSync(binary, [subcommand], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
}
