// The change from polling to WebSocket in the middle of a stream of events loses nothing and doubles nothing.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startServer } from './support/server.js';
import { slowLine } from './support/slow-line.js';
import { upgrading } from './support/transport-choices.js';
import { until } from './support/until.js';

const screens = 25;

describe('the upgrade', { timeout: 180_000 }, () => {
  let server, admin, customer, line;

  before(async () => {
    server = await startServer();
    [admin, customer] = await Promise.all([server.admin(), server.customer('asha')]);
    // A slow line makes the upgrade long, so that many events fall into it.
    line = await slowLine(server.url, 40);
  });
  after(async () => {
    line?.close();
    await server?.stop();
  });

  for (const person of ['a customer', 'an admin']) {
    it(`in the middle of a stream of events is not noticed by ${person}`, async () => {
      const order = await customer.places();
      let streaming = true;
      let made = 0;
      const stream = (async () => {
        while (streaming) {
          made += 1;
          await admin.moves(order, made % 2 ? 'processing' : 'shipped', { trackingNumber: `TRK${made}` });
        }
      })();
      stream.catch(() => {}); // awaited below

      const viewers = [];
      for (let index = 0; index < screens; index += 1) {
        const extra = person === 'an admin' ? admin.auth : {};
        const viewer = await server.viewer(upgrading, { ...extra, url: line.url });
        const joined = await viewer.follows(order);
        viewers.push({ viewer, from: joined.order.seq });
        await until('the socket has changed to WebSocket', () => viewer.transport === 'websocket');
        const before = viewer.changes(order).length;
        await until('events go on over WebSocket', () => viewer.changes(order).length > before + 3);
      }
      streaming = false;
      await stream;

      const last = made + 1; // the order was created as 1
      for (const { viewer, from } of viewers) {
        await until('the last change is seen', () => viewer.changes(order).at(-1)?.payload.seq === last);
        const seen = viewer.changes(order).map(({ payload }) => payload.seq);
        const first = person === 'an admin' ? Math.min(seen[0], from + 1) : from + 1;
        assert.deepEqual(seen, Array.from({ length: last - first + 1 }, (_, index) => first + index));
        assert.deepEqual(viewer.losses, []);
      }
      const straddling = viewers.filter(({ viewer }) =>
        viewer.changes(order).some(({ transport }) => transport === 'polling'),
      );
      assert.ok(straddling.length > screens / 2, 'too few events fell into the upgrades for this test to mean anything');
      for (const { viewer } of viewers) viewer.closes();
    });
  }
});
