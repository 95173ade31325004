// The servers that are measured side by side. Each starts anew for every scenario.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { Server } from './server.mjs';

/** Which of them stores status changes; the others have nothing to compare there. */
export const STORES = new Set(['trackroom', 'node']);

export function peers({ bench, binaries, folder, secret, shop, orders }) {
  const nodeToken = () =>
    execFileSync('node', [join(bench, 'peer-node/token.js')], { env: { ...process.env, JWT_SECRET: secret }, encoding: 'utf8' });
  let token;
  const plain = (command, env = {}) => ({
    start: (cpus, more) => Server.start({ command, cpus, env: { ...env, ...more } }),
    credentials: [],
  });
  return {
    trackroom: { start: (cpus, more) => shop.start(cpus, more), credentials: shop.credentials, rooms: true },
    node: {
      ...plain(['node', join(bench, 'peer-node/server.js')], {
        JWT_SECRET: secret,
        ORDERS: String(orders),
        DB_PATH: join(folder, 'node.db'),
      }),
      get credentials() {
        token ??= nodeToken();
        return ['--token', token];
      },
      rooms: true,
    },
    bare: { ...plain([join(binaries, 'peer-bare')]), rooms: true },
    limit: { ...plain([join(binaries, 'limit')]), rooms: false },
  };
}
