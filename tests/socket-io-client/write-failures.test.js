// Writes to SQLite's file fail for a moment: no room, a file that may not grow, a lock that another process holds.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { writesFail } from './support/failing-writes.js';
import { startServer } from './support/server.js';
import { ownSqlite } from './support/sqlite.js';
import { everyChoice } from './support/transport-choices.js';

const run = promisify(execFile);

/** A write past the limit is to fail, as on a full disk: the system would end the process instead. */
const ignoringTheSignal = ['/bin/sh', '-c', `trap '' XFSZ; exec "$0" "$@"`];

describe('writes to SQLite that fail for a moment', { timeout: 600_000 }, () => {
  let database, server, scene;

  before(async () => {
    database = await ownSqlite();
    server = await startServer({ database, through: ignoringTheSignal });
    const [admin, customer] = await Promise.all([server.admin(), server.customer('asha')]);
    await server.marker();
    scene = { shop: server, database, admins: [admin], customer, choices: everyChoice };
  });
  after(async () => {
    await server?.stop();
    await database?.goes();
  });

  const filesEndAt = (bytes) => run('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}:`]);

  it('because files may not grow are refused, and all that was answered is kept', async () => {
    // The log of the server's own goes into a pipe: there is nothing but SQLite's files to limit.
    const begins = async () => filesEndAt((await database.logAhead()) + 20_000);
    await writesFail({ begins, ends: () => filesEndAt('unlimited') }, scene);
  });

  it('because nothing at all can be written are refused, and all that was answered is kept', async () => {
    await writesFail({ begins: () => filesEndAt(0), ends: () => filesEndAt('unlimited') }, scene);
  });

  it('because the disk is full are refused, and all that was answered is kept', async (t) => {
    if (!database.disk) {
      t.diagnostic('no disk to fill may be mounted here: a limit of what a file holds now takes its place');
    }
    const { isFull: begins, hasRoom: ends } = database.disk ?? {
      isFull: async () => filesEndAt(await database.logAhead()),
      hasRoom: () => filesEndAt('unlimited'),
    };
    await writesFail({ begins, ends }, scene);
  });

  it('because another process holds the lock are refused, and all that was answered is kept', async () => {
    let letsGo;
    const begins = async () => {
      letsGo = await database.isLocked();
    };
    await writesFail({ begins, ends: () => letsGo() }, scene);
  });

  it('are all in the file when the server has ended', async () => {
    const before = await database.log();
    await server.stop();
    assert.deepEqual(await database.log(), before);
  });
});
