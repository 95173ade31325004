// Tokens that are about to end, of a log-in that goes on.

import { createHmac } from 'node:crypto';

import { isSecret } from './log-scan.js';

/** A token of the same log-in as `token`, good for so many seconds: signed with the server's own secret. */
export function shortened(token, seconds, secret) {
  const [header, payload] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const signed = `${header}.${Buffer.from(JSON.stringify({ ...claims, exp })).toString('base64url')}`;
  const short = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  isSecret(short);
  return short;
}
