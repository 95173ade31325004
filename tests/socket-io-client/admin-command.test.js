// `admin-status-update`: from an admin's socket the same command as the REST call, from anybody else's refused.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startServer } from './support/server.js';
import { instant, isChange, isRefused } from './support/shapes.js';
import { everyChoice, webSocket } from './support/transport-choices.js';

describe('the admin’s command (contract 6.2, hole 5)', { timeout: 120_000 }, () => {
  let server, admin, customer;

  before(async () => {
    server = await startServer();
    [admin, customer] = await Promise.all([server.admin(), server.customer('asha')]);
  });
  after(() => server?.stop());

  for (const choice of everyChoice) {
    it(`is stored, audited and announced like the REST call, over ${choice.name}`, async () => {
      const order = await customer.places();
      const screen = await server.viewer(choice);
      const desk = await server.viewer(choice, admin.auth);
      await screen.follows(order);

      const estimatedDelivery = '2031-05-06T07:08:09.000Z';
      const answer = await desk.commands(order, 'shipped', { trackingNumber: 'TRK123456789', estimatedDelivery });
      assert.equal(answer.ok, true, JSON.stringify(answer));
      assert.match(answer.order.updatedAt, instant);
      assert.deepEqual(answer.order, {
        orderId: order.orderId,
        status: 'shipped',
        trackingNumber: 'TRK123456789',
        estimatedDelivery,
        updatedAt: answer.order.updatedAt,
        seq: 2,
      });
      assert.equal(answer.followers, 1, 'one screen follows the order; the desk merely hears of everything');

      for (const viewer of [screen, desk]) {
        await viewer.catchesUp();
        assert.equal(viewer.changes(order).length, 1);
        isChange(viewer.changes(order)[0], {
          orderId: order.orderId,
          status: 'shipped',
          trackingNumber: 'TRK123456789',
          estimatedDelivery,
          seq: 2,
        });
      }
      const page = await customer.looksAt(order);
      assert.equal(page.status, 'shipped');
      assert.equal(page.trackingNumber, 'TRK123456789');
      const history = await admin.changesOf(order);
      assert.equal(history.length, 1);
      assert.equal(history[0].seq, 2);
      assert.equal(history[0].from, 'pending');
      assert.equal(history[0].status, 'shipped');
      assert.equal(history[0].actor.kind, 'admin');
      assert.equal(history[0].actor.name, admin.user.name);
      desk.closes();
    });

    it(`is refused from anybody else, over ${choice.name}`, async () => {
      const order = await customer.places();
      const witness = await server.viewer(choice);
      await witness.follows(order);
      for (const proof of [{}, customer.auth]) {
        const screen = await server.viewer(choice, proof);
        isRefused(await screen.commands(order, 'delivered'), 'not_authorized');
        screen.tells('admin-status-update', { orderId: order.orderId, status: 'delivered' });
        const refusal = await screen.hears('tracking-error');
        assert.equal(refusal.payload.code, 'not_authorized');
        screen.closes();
      }
      await witness.catchesUp();
      assert.deepEqual(witness.changes(), []);
      assert.equal((await customer.looksAt(order)).status, 'pending');
    });
  }

  it('is refused with a code when the rules forbid it, and nothing changes', async () => {
    const order = await customer.places();
    const desk = await server.viewer(webSocket, admin.auth);
    isRefused(await desk.commands('ORD99999999', 'shipped'), 'order_not_found');
    isRefused(await desk.commands(order, 'teleported'), 'invalid_status');
    isRefused(await desk.commands(order, 'refunded'), 'invalid_transition', { from: 'pending', to: 'refunded' });
    isRefused(await desk.commands(order, 'shipped', { expectedSeq: 7 }), 'precondition_failed');
    isRefused(await desk.commands(order, 'shipped', { estimatedDelivery: 'on Tuesday' }), 'invalid_date');
    await desk.catchesUp();
    assert.deepEqual(desk.changes(order), []);
    assert.equal((await customer.looksAt(order)).status, 'pending');

    const moved = await desk.commands(order, 'shipped', { expectedSeq: 1 });
    assert.equal(moved.ok, true, JSON.stringify(moved));
  });

  it('without an answer asked for, is refused by a tracking-error that names the order', async () => {
    const order = await customer.places();
    const desk = await server.viewer(webSocket, admin.auth);
    desk.tells('admin-status-update', { orderId: order.orderId, status: 'refunded' });
    const { payload, offset } = await desk.hears('tracking-error');
    assert.equal(payload.orderId, order.orderId);
    assert.equal(payload.code, 'invalid_transition');
    assert.equal(typeof payload.message, 'string');
    assert.notEqual(typeof offset, 'string');
  });
});
