// An SQLite database of a test's own, at which other processes look and pull: Python's, which comes with SQLite.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { smallDisk } from './small-disk.js';

const run = promisify(execFile);

const readLog = `
import json, sqlite3, sys
rows = sqlite3.connect(sys.argv[1], timeout=60).execute('SELECT seq, payload FROM order_events ORDER BY position')
print(json.dumps([{'seq': seq, 'payload': json.loads(payload)} for seq, payload in rows]))`;

const holdLock = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
database.execute('BEGIN IMMEDIATE')
print('held', flush=True)
sys.stdin.read()
database.execute('ROLLBACK')`;

/** Makes a folder for one, on a disk of its own where that is allowed. */
export async function ownSqlite() {
  const folder = await mkdtemp(join(tmpdir(), 'trackroom-sqlite-'));
  const place = join(folder, 'database');
  await mkdir(place);
  const disk = await smallDisk(place);
  const file = join(place, 'trackroom.db');
  return {
    url: `sqlite://${file}?mode=rwc`,
    disk,
    /** How many bytes the write-ahead log has. */
    logAhead: async () => (await stat(`${file}-wal`)).size,
    /** The event log as another process sees it: what is not committed is not in it. */
    async log() {
      const { stdout } = await run('python3', ['-c', readLog, file], { maxBuffer: 1 << 28 });
      return JSON.parse(stdout);
    },
    /** Takes the write lock; resolves with how to let go. */
    async isLocked() {
      const holder = spawn('python3', ['-c', holdLock, file], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(holder.stdout, 'data');
      return async () => {
        const exit = once(holder, 'exit');
        holder.stdin.end();
        await exit;
      };
    },
    async goes() {
      await disk?.goes();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
