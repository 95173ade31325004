// A database of its own for every server: a SQLite file, or a database on the PostgreSQL server of TEST_DATABASE_URL.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Makes a fresh database; `folder` is where a file may be kept. Returns its URL and how to remove it. */
export async function createDatabase(folder) {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) {
    return { url: `sqlite://${join(folder, 'trackroom.db')}?mode=rwc`, drop: async () => {} };
  }
  const name = `socket_io_client_${randomBytes(6).toString('hex')}`;
  await psql(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => psql(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function psql(server, statement) {
  await run('psql', [server, '--quiet', '--no-psqlrc', '--set=ON_ERROR_STOP=1', '--command', statement]);
}
