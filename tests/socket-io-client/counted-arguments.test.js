// Handlers that count their arguments: a client that says `offsets=off` gets events without offsets, and no recovery.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { breakableLine } from './support/breakable-line.js';
import { startServer } from './support/server.js';
import { everyChoice, hasMoved } from './support/transport-choices.js';
import { until } from './support/until.js';

describe('clients that want no offsets', { timeout: 120_000 }, () => {
  let server, admin, customer, line;

  before(async () => {
    server = await startServer();
    line = await breakableLine(() => server.url);
    [admin, customer] = await Promise.all([server.admin(), server.customer('asha')]);
  });
  after(async () => {
    line?.close();
    await server?.stop();
  });

  const query = { offsets: 'off' };
  let changes = 0;
  const moves = (order) => admin.moves(order, 'shipped', { trackingNumber: `PLAIN${(changes += 1)}` });

  for (const choice of everyChoice) {
    it(`get one argument beside others that get two, over ${choice.name}`, async () => {
      const order = await customer.places();
      const screens = [];
      for (const extra of [{ query }, {}, { query }, { query, ...admin.auth }]) {
        screens.push(await server.viewer(choice, extra));
      }
      const [plain, usual, , desk] = screens;
      for (const screen of screens) await screen.follows(order);
      // While they move from polling to a WebSocket, if they do.
      for (let n = 0; n < 30; n += 1) await moves(order);
      const another = await customer.places();
      await desk.hears('order-created', ({ payload }) => payload.orderId === another.orderId);
      for (const screen of screens) await screen.catchesUp();

      const payloads = (screen) => screen.changes(order).map(({ payload }) => payload);
      assert.deepEqual(
        payloads(usual).map(({ seq }) => seq),
        Array.from({ length: 30 }, (_, n) => n + 2),
      );
      assert.equal(typeof usual.recoveryId, 'string');
      assert.ok(usual.heard.every((event) => event.arguments === 2 && typeof event.offset === 'string'));
      for (const screen of screens.filter((screen) => screen !== usual)) {
        assert.deepEqual(payloads(screen), payloads(usual));
        assert.equal(screen.recoveryId, undefined);
        assert.ok(screen.heard.every((event) => event.arguments === 1), JSON.stringify(screen.heard));
      }
      for (const screen of screens) screen.closes();
    });

    it(`are new when they come back, over ${choice.name}`, async () => {
      const order = await customer.places();
      const screen = await server.viewer(choice, { url: line.url, query });
      await screen.follows(order);
      await hasMoved(screen, choice);
      line.isCut();
      await until('the client notices', () => !screen.isConnected);
      await moves(order);
      line.isMended();
      await until('the client is back', () => screen.isConnected);
      assert.ok(!screen.hasRecovered);
      const { events } = await screen.follows(order, { since: 1 });
      assert.deepEqual(events.map(({ seq }) => seq), [2]);
      await moves(order);
      await screen.catchesUp();
      assert.deepEqual(screen.changes(order).map(({ payload }) => payload.seq), [3]);
      screen.closes();
    });
  }

  it('is refused in words when it says neither on nor off', async () => {
    const refusal = await server.refuses(everyChoice[0], { query: { offsets: 'none' } });
    assert.equal(refusal.message, 'offsets in the query must be on or off');
  });
});
