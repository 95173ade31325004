// PostgreSQL goes away without a word, and comes back. `TRACKROOM_OUTAGE_SECONDS` makes the story longer: 30 is what
// docs/OPERATIONS.md speaks of.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { breakableLine } from '../support/breakable-line.js';
import { startNodes } from '../support/nodes.js';
import { privatePostgres } from '../support/private-postgres.js';
import { everyChoice } from '../support/transport-choices.js';
import { until } from '../support/until.js';

const atLeast = Number(process.env.TRACKROOM_OUTAGE_SECONDS ?? 0) * 1000;

describe('a database that is away', { timeout: 300_000 }, () => {
  let postgres, shop;

  before(async () => {
    postgres = await privatePostgres();
    shop = await startNodes(2, { database: postgres });
  });
  after(async () => {
    await shop?.stop();
    await postgres?.goes();
  });

  it('is told to whoever asks, costs no connection, and nothing is lost', async (t) => {
    const [admin, customer] = await Promise.all([shop.admin(), shop.customer('asha')]);
    const order = await customer.places();
    const [a, b] = shop.nodes;
    const line = await breakableLine(() => b.url);
    t.after(() => line.close());
    const screens = [];
    // Strangers and a person who is known; on lines that hold, on both nodes, and on one that will break.
    for (const choice of everyChoice) {
      screens.push(await shop.viewer(choice, { url: a.url }), await shop.viewer(choice, { url: b.url }));
      screens.push(await shop.viewer(choice, { url: line.url }));
      screens.push(await shop.viewer(choice, { url: line.url, ...customer.auth }));
    }
    for (const screen of screens) await screen.follows(order);
    await admin.moves(order, 'confirmed');
    for (const screen of screens) await screen.sees(order, 'confirmed');
    const onGoodLines = screens.filter((_, n) => n % 4 < 2);
    const onABadLine = screens.filter((_, n) => n % 4 >= 2);

    // One more change, which is answered: it is in the log and may not yet be heard.
    await admin.moves(order, 'processing');
    await postgres.stopsAtOnce();
    const gone = Date.now();
    line.isCut();
    for (const screen of onABadLine) await until('the client notices', () => !screen.isConnected);
    // They knock again and again from now on, and may not be let in before the database is back.
    line.isMended();
    const slowest = { answer: 0 };
    for (const node of shop.nodes) {
      const ask = async (method, path, body) => {
        const asked = Date.now();
        const answer = await fetch(`${node.url}/api${path}`, {
          method,
          headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
          body: body && JSON.stringify(body),
        });
        slowest.answer = Math.max(slowest.answer, Date.now() - asked);
        return { status: answer.status, body: await answer.json() };
      };
      const requests = [
        ['GET', `/orders/${order.orderId}`],
        ['GET', '/orders/admin/all'],
        ['PUT', `/orders/admin/${order.orderId}/status`, { status: 'shipped' }],
        ['POST', '/auth/login', { identifier: 'ravi@trackroom.example', password: 'trackroom-demo' }],
        ['GET', '/products'],
      ];
      for (const [n, { status, body }] of (await Promise.all(requests.map((request) => ask(...request)))).entries()) {
        assert.deepEqual([requests[n][1], status, body.code], [requests[n][1], 503, 'database_unavailable']);
      }
      assert.equal((await ask('GET', '/health/ready')).status, 503);
      assert.equal((await ask('GET', '/health/live')).status, 200);
      await until('the listener has noticed', async () => (await node.metric('trackroom_listening_to_nodes')) === 0);
    }
    const answer = await screens[0].asks('join-order-tracking', order.orderId);
    assert.equal(answer.error?.code, 'database_unavailable', JSON.stringify(answer));
    await until('the outage has lasted', () => Date.now() - gone >= atLeast, { within: atLeast + 60_000 });
    await postgres.startsAgain();
    const back = Date.now();

    for (const node of shop.nodes) {
      await until('the node is ready', async () => (await fetch(`${node.url}/api/health/ready`)).ok, { within: 60_000 });
      await until('it listens', async () => (await node.metric('trackroom_listening_to_nodes')) === 1, { within: 60_000 });
    }
    for (const screen of onABadLine) {
      await until('the client is back', () => screen.isConnected && screen.hasRecovered, {
        within: 60_000,
        describe: () => `number ${screens.indexOf(screen)}, ${screen.isConnected}, losses: ${screen.losses}`,
      });
    }
    const healed = Date.now() - back;
    await admin.moves(order, 'shipped');
    await admin.moves(order, 'delivered');
    for (const screen of screens) {
      await screen.sees(order, 'delivered', { within: 60_000 });
      const seen = screen.changes(order).map(({ payload }) => `${payload.seq} ${payload.status}`);
      assert.deepEqual(seen, ['2 confirmed', '3 processing', '4 shipped', '5 delivered']);
    }
    for (const screen of onGoodLines) assert.deepEqual(screen.losses, [], 'sockets stay connected');
    // Sessions are stored again: a new one is found on the other node.
    const screen = await shop.viewer(everyChoice[0], { url: line.url });
    await screen.follows(order);
    const { length } = screen.losses;
    line.isCut();
    await until('the client notices', () => screen.losses.length > length);
    line.isMended();
    await until('the client is back', () => screen.isConnected && screen.hasRecovered, { within: 60_000 });
    t.diagnostic(`away for ${back - gone} ms; slowest refusal ${slowest.answer} ms; healed ${healed} ms after it was back`);
  });
});
