// A PostgreSQL server of a test's own, which it may stop and start. `initdb`, `pg_ctl` and `psql` come from
// scripts/with-postgres.

import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from './free-port.js';
import { smallDisk } from './small-disk.js';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** The server refuses to run as root. */
function asOwner(program, ...arguments_) {
  if (!isRoot) return run(program, arguments_);
  return run('setpriv', ['--reuid', 'postgres', '--regid', 'postgres', '--clear-groups', '--', program, ...arguments_]);
}

/** What a full disk is answered with, for who may not mount one: as soon as an event is to be written. */
const pretendedFullDisk = `CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
  CREATE TRIGGER full_disk BEFORE INSERT ON order_events EXECUTE FUNCTION full_disk();`;

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
  const psql = [url, '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1'];
  const asks = async (sql, where = psql) => {
    const { stdout } = await run('psql', [...where, '--command', sql], { maxBuffer: 1 << 28 });
    return stdout;
  };
  /** Sets something for everybody, also for those who are connected; without a value as it was. */
  const sets = async (name, value) => {
    await asks(value === undefined ? `ALTER SYSTEM RESET ${name}` : `ALTER SYSTEM SET ${name} = '${value}'`);
    await asks('SELECT pg_reload_conf()');
  };
  let disk;
  let standby;
  return {
    url,
    sets,
    /** Puts the tables that will be made on a small disk; resolves with how to fill and how to empty it. */
    async hasASmallDisk() {
      const place = join(folder, 'tables');
      await mkdir(place);
      disk = await smallDisk(place);
      if (!disk) {
        const hasRoom = () => asks('DROP TRIGGER full_disk ON order_events');
        return { isFull: () => asks(pretendedFullDisk), hasRoom, isPretended: true };
      }
      if (isRoot) await run('chown', ['postgres', place]);
      await asks(`CREATE TABLESPACE small LOCATION '${place}'`);
      await sets('default_tablespace', 'small');
      return disk;
    },
    /** The event log as everybody sees it, on the server or on its standby. */
    async log(where) {
      const row = `json_build_object('seq', seq, 'payload', payload::json)`;
      const sql = `SELECT coalesce(json_agg(${row} ORDER BY position), '[]') FROM order_events`;
      return JSON.parse(await asks(sql, where && [where, ...psql.slice(1)]));
    },
    /** The processes that serve somebody now cannot write its log: the first that commits panics, and takes all down. */
    async cannotWriteItsLog() {
      const pids = await asks(`SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`);
      // One that has ended meanwhile needs no limit. PostgreSQL ignores SIGXFSZ: their writes fail.
      const limits = pids.trim().split('\n').map((pid) => asOwner('prlimit', '--pid', pid, '--fsize=0:').catch(() => {}));
      await Promise.all(limits);
    },
    /** Every COMMIT waits for a standby that there is not, and is cut while it waits; until what this resolves with is called. */
    async cutsCommits() {
      await sets('synchronous_standby_names', 'nobody');
      let isCutting = true;
      const cutting = (async () => {
        while (isCutting) {
          await asks(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`);
        }
      })();
      return async () => {
        isCutting = false;
        await cutting;
        await sets('synchronous_standby_names');
      };
    },
    /** Makes a standby that has everything that was committed, and answers reads. */
    async hasAStandby() {
      const [copy, itsPort] = [join(folder, 'standby'), await freePort()];
      const itsUrl = url.replace(`:${port}/`, `:${itsPort}/`);
      await asOwner('pg_basebackup', '--dbname', url, '--pgdata', copy, '--write-recovery-conf', '--checkpoint=fast', '--no-sync');
      const ctl = (...arguments_) => asOwner('pg_ctl', '--pgdata', copy, '--wait', ...arguments_);
      await ctl('start', '--log', `${log}-standby`, '--options', options.replace(`-p ${port} `, `-p ${itsPort} `));
      await sets('synchronous_standby_names', '*');
      standby = {
        url: itsUrl,
        isPromoted: () => ctl('promote'),
        stops: () => ctl('stop', '--mode', 'immediate'),
      };
      return standby;
    },
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
      return Number(await asks('SELECT count(*) FROM pg_locks WHERE NOT granted'));
    },
    /** As if the machine had lost power. */
    stopsAtOnce: () => pgCtl('stop', '--mode', 'immediate'),
    startsAgain: () => pgCtl('start', '--log', log, '--options', options),
    async goes() {
      await standby?.stops().catch(() => {});
      await pgCtl('stop', '--mode', 'immediate').catch(() => {});
      await disk?.goes();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
