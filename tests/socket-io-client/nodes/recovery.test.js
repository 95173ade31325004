// The official client comes back to another node than the one it left.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { breakableLine } from '../support/breakable-line.js';
import { startNodes } from '../support/nodes.js';
import { everyChoice } from '../support/transport-choices.js';
import { until } from '../support/until.js';

describe('a client that comes back to another node', { timeout: 300_000 }, () => {
  let shop, a, b, admin, customer, line;

  before(async () => {
    shop = await startNodes(2);
    [a, b] = shop.nodes;
    shop.url = b.url;
    [admin, customer] = await Promise.all([shop.admin(), shop.customer('asha')]);
    line = await breakableLine(() => line.to.url);
    line.to = a;
  });
  after(async () => {
    line?.close();
    await shop?.stop();
  });

  const isBack = (screen) => until('the client is back', () => screen.isConnected && screen.hasRecovered);
  const isLost = (screen) => until('the client notices', () => !screen.isConnected);
  const statuses = (screen, order) => screen.changes(order).map(({ payload }) => `${payload.seq} ${payload.status}`);

  for (const choice of everyChoice) {
    describe(`over ${choice.name}`, () => {
      it('gets what it missed when its node was killed', async () => {
        line.to = a;
        const order = await customer.places();
        const screen = await shop.viewer(choice, { url: line.url });
        await screen.follows(order);
        await admin.moves(order, 'confirmed');
        await screen.sees(order, 'confirmed');
        line.to = b;
        await a.isKilled();
        await admin.moves(order, 'processing');
        await isLost(screen);
        await isBack(screen);
        await admin.moves(order, 'shipped');
        await screen.catchesUp();
        assert.deepEqual(statuses(screen, order), ['2 confirmed', '3 processing', '4 shipped']);
        screen.closes();
        await a.starts();
      });

      it('is served once when its old node still believes in the old line', async () => {
        line.to = a;
        const order = await customer.places();
        const screen = await shop.viewer(choice, { url: line.url });
        await screen.follows(order);
        await admin.moves(order, 'confirmed');
        await screen.sees(order, 'confirmed');
        line.to = b;
        line.diesUnnoticed();
        await isLost(screen);
        await isBack(screen);
        const followedAtA = () => a.metric('trackroom_room_memberships');
        await until('the old node has given the line up', async () => (await followedAtA()) === 0);
        await admin.moves(order, 'shipped');
        await screen.catchesUp();
        assert.deepEqual(statuses(screen, order), ['2 confirmed', '3 shipped']);
        screen.closes();
      });
    });
  }
});
