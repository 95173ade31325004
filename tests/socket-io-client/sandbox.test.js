// The test ids of the existing front end's `/real-time-test` page: relayed to their viewers, never stored.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startServer } from './support/server.js';
import { instant, isRefused } from './support/shapes.js';
import { everyChoice, webSocket } from './support/transport-choices.js';
import { until } from './support/until.js';

const testOrder = 'TEST-ORDER-001';
const click = (status) => ({
  orderId: testOrder,
  status,
  trackingNumber: 'TRK123456789',
  estimatedDelivery: '2031-05-06T07:08:09.000Z',
});

describe('the sandbox (contract 6.2, 6.4)', { timeout: 120_000 }, () => {
  let server;

  before(async () => {
    server = await startServer();
  });
  after(() => server?.stop());

  for (const choice of everyChoice) {
    it(`shows one event per click to the sender and to every other viewer, over ${choice.name}`, async () => {
      const [page, other, stranger] = [
        await server.viewer(choice),
        await server.viewer(choice),
        await server.viewer(choice),
      ];
      // The page asks for no answers.
      for (const viewer of [page, other]) viewer.tells('join-order-tracking', testOrder);
      await stranger.asks('join-order-tracking', 'TEST-ORDER-002');
      // An answer to a later question says that the joins are done.
      for (const viewer of [page, other]) await viewer.asks('join-order-tracking', testOrder);

      page.tells('admin-status-update', click('confirmed'));
      page.tells('admin-status-update', click('shipped'));
      for (const viewer of [page, other]) {
        await until('both clicks are seen', () => viewer.changes().length >= 2, {
          describe: () => JSON.stringify(viewer.heard),
        });
      }
      const last = await page.commands(testOrder, 'delivered');
      assert.equal(last.ok, true, JSON.stringify(last));
      for (const viewer of [page, other]) {
        await viewer.sees(testOrder, 'delivered');
        assert.deepEqual(
          viewer.changes().map(({ payload }) => payload.status).sort(),
          ['confirmed', 'delivered', 'shipped'],
        );
        const shipped = viewer.changes().find(({ payload }) => payload.status === 'shipped');
        assert.match(shipped.payload.updatedAt, instant);
        assert.deepEqual(shipped.payload, { ...click('shipped'), updatedAt: shipped.payload.updatedAt });
        assert.notEqual(typeof shipped.offset, 'string', 'what is not in the log carries no offset');
      }
      assert.deepEqual(stranger.changes(), []);
      await page.leaves(testOrder);
      await other.commands(testOrder, 'pending');
      await other.sees(testOrder, 'pending');
      await page.catchesUp();
      assert.equal(page.changes().length, 3);
      for (const viewer of [page, other, stranger]) viewer.closes();
    });
  }

  it('starts as a pending order without history', async () => {
    const page = await server.viewer(webSocket);
    const { order } = await page.follows('TEST-FRESH');
    assert.equal(order.orderId, 'TEST-FRESH');
    assert.equal(order.status, 'pending');
    assert.equal(order.seq, 0);
  });

  it('checks what it relays', async () => {
    const page = await server.viewer(webSocket);
    await page.follows(testOrder);
    isRefused(await page.commands(testOrder, 'teleported'), 'invalid_status');
    isRefused(await page.asks('admin-status-update', { orderId: testOrder }), 'status_required');
    isRefused(await page.commands(testOrder, 'shipped', { trackingNumber: { $gt: '' } }), 'invalid_request');
    assert.equal((await page.commands(testOrder, 'shipped')).ok, true);
    await page.sees(testOrder, 'shipped');
    assert.equal(page.changes().length, 1);
  });

  it('does not exist over HTTP', async () => {
    const admin = await server.admin();
    const answer = await admin.tries('PUT', `/orders/admin/${testOrder}/status`, { status: 'shipped' });
    assert.equal(answer.status, 404);
  });
});

describe('with SANDBOX=off', { timeout: 60_000 }, () => {
  let server;

  before(async () => {
    server = await startServer({ settings: { SANDBOX: 'off' } });
  });
  after(() => server?.stop());

  it('test ids are unknown orders, to an admin as well', async () => {
    const admin = await server.admin();
    const page = await server.viewer(webSocket);
    const desk = await server.viewer(webSocket, admin.auth);
    isRefused(await page.asks('join-order-tracking', testOrder), 'order_not_found');
    isRefused(await page.asks('admin-status-update', click('shipped')), 'not_authorized');
    isRefused(await desk.asks('admin-status-update', click('shipped')), 'order_not_found');
  });
});
