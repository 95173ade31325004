// A PostgreSQL server of a test's own, which it may stop and start. `initdb`, `pg_ctl` and `psql` come from
// scripts/with-postgres.

import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from './free-port.js';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** The server refuses to run as root. */
function asOwner(program, ...arguments_) {
  if (!isRoot) return run(program, arguments_);
  return run('setpriv', ['--reuid', 'postgres', '--regid', 'postgres', '--clear-groups', '--', program, ...arguments_]);
}

/** Starts a server with an empty database. */
export async function privatePostgres() {
  const folder = await mkdtemp(join(tmpdir(), 'trackroom-outage-'));
  const [data, log] = [join(folder, 'data'), join(folder, 'log')];
  const password = randomBytes(12).toString('hex');
  await writeFile(join(folder, 'password'), password);
  if (isRoot) await run('chown', ['-R', 'postgres', folder]);
  await chmod(folder, 0o700);
  const port = await freePort();
  await asOwner('initdb', `--pgdata=${data}`, '--username=postgres', `--pwfile=${join(folder, 'password')}`, '--auth=password', '--encoding=UTF8', '--locale=C', '--no-sync');
  // What was answered has to survive the sudden end: durability stays on.
  const options = `-k ${folder} -h 127.0.0.1 -p ${port} -c shared_buffers=32MB -c max_connections=100`;
  const pgCtl = (...arguments_) => asOwner('pg_ctl', '--pgdata', data, '--wait', ...arguments_);
  await pgCtl('start', '--log', log, '--options', options);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const psql = [url, '--no-psqlrc', '--quiet', '--tuples-only', '--no-align'];
  return {
    url,
    /** Locks a table: whoever asks for it waits, until what this resolves with is called. */
    async holds(table) {
      const holder = spawn('psql', psql, { stdio: ['pipe', 'pipe', 'inherit'] });
      holder.stdin.write(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n`);
      await once(holder.stdout, 'data');
      return async () => {
        holder.stdin.end('COMMIT;\n');
        await once(holder, 'exit');
      };
    },
    /** How many wait for a lock. */
    async waiting() {
      const { stdout } = await run('psql', [...psql, '--command', 'SELECT count(*) FROM pg_locks WHERE NOT granted']);
      return Number(stdout);
    },
    /** As if the machine had lost power. */
    stopsAtOnce: () => pgCtl('stop', '--mode', 'immediate'),
    startsAgain: () => pgCtl('start', '--log', log, '--options', options),
    async goes() {
      await pgCtl('stop', '--mode', 'immediate').catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}
