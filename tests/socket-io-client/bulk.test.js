// A bulk update of 5,000 orders: every admin's socket learns of each, and none is cut on the way.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startServer } from './support/server.js';
import { polling, upgrading, webSocket } from './support/transport-choices.js';
import { until } from './support/until.js';

const size = 5_000;
const desks = [
  ...Array.from({ length: 7 }, () => webSocket),
  ...Array.from({ length: 7 }, () => polling),
  ...Array.from({ length: 6 }, () => upgrading),
];

describe(`a bulk update of ${size} orders`, { timeout: 600_000 }, () => {
  let server, admin, orders;

  before(async () => {
    server = await startServer({ orders: 8_000 });
    admin = await server.admin();
    orders = await movable(admin, size);
  });
  after(() => server?.stop());

  it(`is heard whole by ${desks.length} admins’ sockets`, async () => {
    const viewers = [];
    for (const choice of desks) viewers.push(await server.viewer(choice, admin.auth));
    const screen = await server.viewer(webSocket);
    await screen.follows(orders[0]);

    const results = await admin.movesAll(orders, 'processing', { trackingNumber: 'BULK' });
    assert.equal(results.successful, size, JSON.stringify(results.details.find(({ success }) => !success)));
    assert.equal(results.failed, 0);
    assert.equal(results.details.length, size);

    const expected = orders.map(({ orderId }) => orderId).sort();
    for (const viewer of viewers) {
      await until(`all ${size} changes are heard`, () => viewer.changes().length >= size, {
        within: 180_000,
        describe: () => `${viewer.changes().length} heard over ${viewer.transport}; lost: ${viewer.losses}`,
      });
    }
    for (const viewer of viewers) {
      await viewer.catchesUp({ within: 60_000 });
      assert.deepEqual(viewer.losses, [], 'no admin was cut');
      assert.deepEqual(viewer.changes().map(({ payload }) => payload.orderId).sort(), expected);
      const offsets = viewer.changes().map(({ offset }) => Number(offset));
      assert.ok(offsets.every((offset, index) => index === 0 || offset > offsets[index - 1]), 'in the order of the log');
    }
    await screen.catchesUp();
    assert.equal(screen.changes().length, 1, 'a customer’s screen heard of its one order only');
  });

  it('refuses more than it takes at once, and changes nothing', async () => {
    const orderIds = Array.from({ length: size + 1 }, (_, index) => `ORD${index}`);
    const answer = await admin.tries('POST', '/orders/admin/bulk-update-status', { orderIds, status: 'shipped' });
    assert.ok(answer.status >= 400 && answer.status < 500, `answered ${answer.status}`);
    assert.equal(answer.body.success, false);
  });
});

/** `count` orders that an admin may move to processing. */
async function movable(admin, count) {
  const { orders } = await admin.get('/orders/admin/all');
  const found = orders.filter(({ status }) => !['cancelled', 'refunded'].includes(status));
  assert.ok(found.length >= count, `only ${found.length} of ${orders.length} orders can be moved`);
  return found.slice(0, count);
}
