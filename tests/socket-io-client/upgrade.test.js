// The change from polling to WebSocket in the middle of a stream of events loses nothing and doubles nothing.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { heldLine } from './support/held-line.js';
import { startServer } from './support/server.js';
import { upgrading } from './support/transport-choices.js';
import { until } from './support/until.js';

const waves = 5;
const screensInWave = 5;

describe('the upgrade (contract 6.1)', { timeout: 180_000 }, () => {
  let server, admin, customer, line;

  before(async () => {
    server = await startServer();
    [admin, customer] = await Promise.all([server.admin(), server.customer('asha')]);
    line = await heldLine(server.url);
  });
  after(async () => {
    line?.close();
    await server?.stop();
  });

  for (const person of ['a customer', 'an admin']) {
    it(`in the middle of a stream of events is not noticed by ${person}`, async () => {
      const order = await customer.places();
      const extra = { ...(person === 'an admin' ? admin.auth : {}), url: line.url };
      let streaming = true;
      let made = 0;
      const stream = (async () => {
        while (streaming) {
          made += 1;
          await admin.moves(order, made % 2 ? 'processing' : 'shipped', { trackingNumber: `TRK${made}` });
        }
      })();
      stream.catch(() => {}); // awaited below

      const screens = [];
      for (let wave = 0; wave < waves; wave += 1) {
        line.holdsWebSocket();
        const arrivals = await Promise.all(
          Array.from({ length: screensInWave }, async () => {
            const screen = await server.viewer(upgrading, extra);
            const { order: joined } = await screen.follows(order);
            return { screen, joinedAt: joined.seq };
          }),
        );
        await hear(arrivals, order, 'polling');
        line.letsGo();
        await hear(arrivals, order, 'websocket');
        screens.push(...arrivals);
      }
      streaming = false;
      await stream;

      const last = made + 1; // the order's creation was the first event
      for (const { screen, joinedAt } of screens) {
        await until('the last change is seen', () => screen.changes(order).at(-1)?.payload.seq === last);
        const seen = screen.changes(order).map(({ payload }) => payload.seq);
        // An admin hears of the order before joining its room.
        const first = person === 'an admin' ? Math.min(seen[0], joinedAt + 1) : joinedAt + 1;
        assert.deepEqual(seen, Array.from({ length: last - first + 1 }, (_, index) => first + index));
        assert.deepEqual(screen.losses, []);
        screen.closes();
      }
    });
  }
});

/** Waits until every screen has heard a few changes over this transport. */
async function hear(arrivals, order, transport) {
  for (const { screen } of arrivals) {
    await until(
      `changes are heard over ${transport}`,
      () => screen.changes(order).filter((change) => change.transport === transport).length >= 3,
    );
  }
}
