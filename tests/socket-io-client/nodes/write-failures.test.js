// PostgreSQL cannot write for a moment: its disk is full, it is read only, it cuts connections that wait for their COMMIT,
// it panics; and a standby takes its place, which is read only until it is promoted.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { breakableLine } from '../support/breakable-line.js';
import { writesFail } from '../support/failing-writes.js';
import { startNodes } from '../support/nodes.js';
import { Admin } from '../support/people.js';
import { privatePostgres } from '../support/private-postgres.js';
import { everyChoice } from '../support/transport-choices.js';

/** Who takes part, on every node. */
async function theScene(shop, database) {
  const logIn = ({ url }) => Admin.logsIn({ url }, 'admin@trackroom.example', 'trackroom-admin');
  const admins = await Promise.all(shop.nodes.map(logIn));
  const customer = await shop.customer('asha');
  await shop.marker();
  return { shop, database, admins, customer, choices: [...everyChoice, ...everyChoice.toReversed()] };
}

describe('writes to PostgreSQL that fail for a moment', { timeout: 600_000 }, () => {
  let postgres, disk, shop, scene;

  before(async () => {
    postgres = await privatePostgres();
    disk = await postgres.hasASmallDisk();
    shop = await startNodes(2, { database: postgres });
    scene = await theScene(shop, postgres);
  });
  after(async () => {
    await shop?.stop();
    await postgres?.goes();
  });

  it('because its disk is full are refused, and all that was answered is kept', async (t) => {
    if (disk.isPretended) t.diagnostic('no disk to fill may be mounted here: a trigger answers as a full one does');
    await writesFail({ begins: disk.isFull, stays: disk.isPretended ? undefined : disk.isFull, ends: disk.hasRoom }, scene);
  });

  it('because it is read only are refused, and all that was answered is kept', async () => {
    const setting = 'default_transaction_read_only';
    await writesFail({ begins: () => postgres.sets(setting, 'on'), ends: () => postgres.sets(setting) }, scene);
  });

  it('because connections are cut in COMMIT are not acknowledged, and what has happened is told to all', async () => {
    let goesOn;
    const begins = async () => {
      goesOn = await postgres.cutsCommits();
    };
    await writesFail({ begins, ends: () => goesOn(), isCut: true }, scene);
  });

  it('because it panics are not acknowledged, and all that was answered is kept', async () => {
    // It recovers by itself, and who comes then is served by processes that may write.
    await writesFail({ begins: postgres.cannotWriteItsLog, ends: async () => {}, isCut: true }, scene);
  });

  it('are all in the log when the nodes have ended', async () => {
    const log = await postgres.log();
    await shop.stop();
    assert.deepEqual(await postgres.log(), log);
  });
});

describe('a standby that takes the place of PostgreSQL', { timeout: 600_000 }, () => {
  let postgres, line, shop, scene, standby;
  let address;

  before(async () => {
    postgres = await privatePostgres();
    address = postgres.url;
    line = await breakableLine(() => address);
    const throughTheLine = new URL(postgres.url);
    throughTheLine.port = new URL(line.url).port;
    shop = await startNodes(2, { database: { url: throughTheLine.href } });
    standby = await postgres.hasAStandby();
    scene = await theScene(shop, { log: () => postgres.log(address) });
  });
  after(async () => {
    await shop?.stop();
    line?.close();
    await postgres?.goes();
  });

  it('refuses writes until it is promoted, and has all that was answered', async () => {
    const begins = async () => {
      await postgres.stopsAtOnce();
      address = standby.url;
      line.isCut();
      line.isMended();
    };
    await writesFail({ begins, ends: standby.isPromoted }, scene);
  });
});
