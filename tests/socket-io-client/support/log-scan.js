// What the closing suite reads (tests/log-scan), when LOGS_TO_SCAN names a folder: what servers log at their most
// talkative, and what must not be in there.

import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.LOGS_TO_SCAN;
if (folder) mkdirSync(folder, { recursive: true });

/** Fields of requests and answers whose content no log may hold. */
const PRIVATE = new Set([
  'token', 'password', 'currentPassword', 'newPassword', 'email', 'phone', 'identifier', 'ticket', 'street', 'pid', 'sid',
]);

/** How much a server should log. */
export const logLevel = folder ? 'debug' : 'warn';

/** Keeps a line of a server's log for the scan. */
export function keepForScan(line) {
  if (folder) appendFileSync(join(folder, `socket-io-client-${process.pid}.log`), `${line}\n`);
}

/** Says what no log may hold. */
export function isSecret(...values) {
  if (!folder) return;
  const lines = values.filter((value) => typeof value === 'string' && value !== '').map((value) => `${value}\n`);
  appendFileSync(join(folder, `socket-io-client-${process.pid}.secrets`), lines.join(''));
}

/** Finds what is private in a request or an answer. */
export function holdsSecrets(value) {
  if (!folder || value === null || typeof value !== 'object') return;
  for (const [name, content] of Object.entries(value)) {
    if (PRIVATE.has(name)) isSecret(content);
    holdsSecrets(content);
  }
}
