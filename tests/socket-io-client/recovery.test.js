// Connection state recovery: the official client, as the existing front end configures it and otherwise, with no code
// added, misses nothing (contract 6.5).

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { breakableLine } from './support/breakable-line.js';
import { startServer } from './support/server.js';
import { everyChoice, hasMoved } from './support/transport-choices.js';
import { until } from './support/until.js';

describe('a client that comes back (contract 6.5)', { timeout: 300_000 }, () => {
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

  const isBack = (screen) => until('the client is back', () => screen.isConnected && screen.hasRecovered);
  const isLost = (screen) => until('the client notices', () => !screen.isConnected);
  const statuses = (screen, order) => screen.changes(order).map(({ payload }) => `${payload.seq} ${payload.status}`);

  for (const choice of everyChoice) {
    describe(`over ${choice.name}`, () => {
      it('gets what it missed behind a cut line, in order and once, and again the next time', async () => {
        const order = await customer.places();
        const screen = await server.viewer(choice, { url: line.url });
        screen.tells('join-order-tracking', order.orderId);
        await screen.asks('join-order-tracking', order.orderId);
        await admin.moves(order, 'confirmed');
        await screen.sees(order, 'confirmed');

        await hasMoved(screen, choice);
        line.isCut();
        await isLost(screen);
        await admin.moves(order, 'processing');
        await admin.moves(order, 'shipped');
        line.isMended();
        await isBack(screen);
        await screen.sees(order, 'shipped');

        await hasMoved(screen, choice);
        line.isCut();
        await isLost(screen);
        await admin.moves(order, 'delivered');
        line.isMended();
        await isBack(screen);
        await screen.catchesUp();
        assert.deepEqual(statuses(screen, order), ['2 confirmed', '3 processing', '4 shipped', '5 delivered']);
        screen.closes();
      });

      it('goes on from its joining when it had heard nothing before the line was cut', async () => {
        const order = await customer.places();
        const screen = await server.viewer(choice, { url: line.url });
        await screen.follows(order);
        await hasMoved(screen, choice);
        line.isCut();
        await isLost(screen);
        await admin.moves(order, 'shipped');
        line.isMended();
        await isBack(screen);
        await screen.catchesUp();
        assert.deepEqual(statuses(screen, order), ['2 shipped']);
        screen.closes();
      });

      it('takes over from its own connection that the server still believes in', async () => {
        const order = await customer.places();
        const screen = await server.viewer(choice, { url: line.url });
        await screen.follows(order);
        await admin.moves(order, 'confirmed');
        await screen.sees(order, 'confirmed');
        await hasMoved(screen, choice);
        line.diesUnnoticed();
        await admin.moves(order, 'shipped');
        // A poll that was on its way to the line when it died has passed as a new connection: then the line dies again.
        await until('the client notices', () => !screen.isConnected || line.diesUnnoticed());
        await isBack(screen);
        await screen.catchesUp();
        assert.deepEqual(statuses(screen, order), ['2 confirmed', '3 shipped']);
        screen.closes();
      });

      it('gets what it missed from a server that was killed and started again', async () => {
        const order = await customer.places();
        const screen = await server.viewer(choice, { url: line.url });
        await screen.follows(order);
        await admin.moves(order, 'confirmed');
        await screen.sees(order, 'confirmed');
        await hasMoved(screen, choice);
        line.isCut();
        await server.isKilledAndStartedAgain();
        await isLost(screen);
        await admin.moves(order, 'shipped');
        line.isMended();
        await isBack(screen);
        await screen.catchesUp();
        assert.deepEqual(statuses(screen, order), ['2 confirmed', '3 shipped']);
        screen.closes();
      });
    });
  }
});
