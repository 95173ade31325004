// Who hears what: rooms, the admins' room, and one copy for everybody.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startServer } from './support/server.js';
import { instant, isChange } from './support/shapes.js';
import { everyChoice } from './support/transport-choices.js';

describe('rooms (contract 6.2, 6.4)', { timeout: 120_000 }, () => {
  let server, admin, customer;

  before(async () => {
    server = await startServer();
    admin = await server.admin();
    customer = await server.customer('asha');
  });
  after(() => server?.stop());

  for (const choice of everyChoice) {
    describe(`over ${choice.name}`, () => {
      it('tells a screen that joined twice of a change once', async () => {
        const order = await customer.places();
        const screen = await server.viewer(choice);
        await screen.follows(order);
        await screen.follows(order);
        const { followers } = await admin.moves(order, 'confirmed');
        assert.equal(followers, 1);
        await screen.catchesUp();
        assert.equal(screen.changes().length, 1);
        await screen.leaves(order);
        await admin.moves(order, 'processing');
        await screen.catchesUp();
        assert.equal(screen.changes().length, 1, 'one leave undoes two joins');
      });

      it('tells a screen that asks again and again while the order moves of every change once', async () => {
        const order = await customer.places();
        const screen = await server.viewer(choice);
        await screen.follows(order);
        const ways = [
          order.orderId,
          { orderId: order.orderId, since: 1 },
          `#${order.orderId}`,
          { orderId: order._id },
          { orderId: order.orderId, ticket: 'A'.repeat(48) }, // refused
        ];
        let isOver = false;
        const moves = (async () => {
          for (let n = 1; n <= 60; n += 1) await admin.moves(order, 'shipped', { trackingNumber: `AGAIN${n}` });
        })().finally(() => (isOver = true));
        for (let round = 0; !isOver; round += 1) {
          const way = ways[round % ways.length];
          if (round % 4 === 3) screen.tells('join-order-tracking', way);
          else await screen.asks('join-order-tracking', way);
        }
        await moves;
        await screen.catchesUp();
        assert.deepEqual(
          screen.changes(order).map(({ payload }) => payload.seq),
          Array.from({ length: 60 }, (_, n) => n + 2),
        );
        screen.closes();
      });

      it('loses nothing that is asked the moment the connection stands', async () => {
        const order = await customer.places();
        const screens = Array.from({ length: 40 }, () => server.dialling(choice));
        const answers = await Promise.all(
          screens.flatMap((screen) => [
            screen.asks('join-order-tracking', order.orderId),
            screen.asks('join-order-tracking', 'TEST-EARLY'),
            screen.asks('leave-order-tracking', 'TEST-EARLY'),
          ]),
        );
        assert.ok(answers.every(({ ok }) => ok));
        const { followers } = await admin.moves(order, 'confirmed');
        assert.equal(followers, screens.length);
        for (const screen of screens) {
          await screen.sees(order, 'confirmed');
          screen.closes();
        }
      });

      it('stops telling a screen that left', async () => {
        const order = await customer.places();
        const screen = await server.viewer(choice);
        await screen.follows(order);
        await admin.moves(order, 'confirmed');
        await screen.sees(order, 'confirmed');
        await screen.leaves(order);
        await admin.moves(order, 'shipped');
        await screen.catchesUp();
        assert.deepEqual(screen.changes().map(({ payload }) => payload.status), ['confirmed']);
        await screen.follows(order);
        await admin.moves(order, 'delivered');
        await screen.sees(order, 'delivered');
        assert.deepEqual(screen.changes().map(({ payload }) => payload.status), ['confirmed', 'delivered']);
      });

      it('keeps the changes of other orders from a screen', async () => {
        const [mine, other] = [await customer.places(), await customer.places()];
        const screen = await server.viewer(choice);
        await screen.follows(mine);
        await admin.moves(other, 'confirmed');
        await admin.movesAll([mine, other], 'processing');
        await screen.catchesUp();
        assert.deepEqual(screen.changes().map(({ payload }) => payload.orderId), [mine.orderId]);
      });

      it('lets one screen follow several orders', async () => {
        const [one, other] = [await customer.places(), await customer.places()];
        const screen = await server.viewer(choice);
        await screen.follows(one);
        await screen.follows(other);
        await admin.moves(other, 'confirmed');
        await admin.moves(one, 'shipped');
        await screen.catchesUp();
        assert.deepEqual(
          screen.changes().map(({ payload }) => [payload.orderId, payload.status]),
          [
            [other.orderId, 'confirmed'],
            [one.orderId, 'shipped'],
          ],
        );
      });

      it('tells an admin of every order, once, even of those the admin follows', async () => {
        const [followed, unfollowed] = [await customer.places(), await customer.places()];
        const desk = await server.viewer(choice, admin.auth);
        await desk.follows(followed);
        await admin.moves(followed, 'confirmed');
        await admin.moves(unfollowed, 'shipped');
        await desk.catchesUp();
        const changes = desk.changes();
        assert.equal(changes.length, 2);
        isChange(changes[0], { orderId: followed.orderId, status: 'confirmed', seq: 2 });
        isChange(changes[1], { orderId: unfollowed.orderId, status: 'shipped', seq: 2 });

        await desk.leaves(followed);
        await admin.moves(followed, 'shipped');
        await desk.catchesUp();
        assert.equal(desk.changes().length, 3, 'an admin who leaves an order’s room still hears of the order');
        desk.closes();
      });

      it('tells admins of a new order, and nobody else', async () => {
        const earlier = await customer.places();
        const desk = await server.viewer(choice, admin.auth);
        const owner = await server.viewer(choice, customer.auth);
        const screen = await server.viewer(choice);
        await owner.follows(earlier);
        await screen.follows(earlier);

        const [product] = await customer.catalogue();
        const order = await customer.orders([{ product, quantity: 2 }]);
        const isIts = ({ payload }) => payload.orderId === order.orderId;
        const created = await desk.hears('order-created', isIts);
        assert.match(created.payload.createdAt, instant);
        assert.deepEqual(created.payload, {
          orderId: order.orderId,
          status: 'pending',
          totalAmount: order.totalAmount,
          itemCount: 2,
          createdAt: order.createdAt,
          seq: 1,
        });
        assert.match(created.offset, /^\d+$/);
        for (const viewer of [desk, owner, screen]) await viewer.catchesUp();
        assert.equal(desk.heardOf('order-created').filter(isIts).length, 1);
        assert.deepEqual(owner.heardOf('order-created'), []);
        assert.deepEqual(screen.heardOf('order-created'), []);
        desk.closes();
      });
    });
  }

  it('brings what a screen missed, when it says what it knows', async () => {
    const order = await customer.places();
    await admin.moves(order, 'confirmed');
    await admin.moves(order, 'processing', { trackingNumber: 'TRK3' });
    await admin.moves(order, 'shipped');
    const screen = await server.viewer(everyChoice[0]);
    const answer = await screen.follows(order, { since: 2 });
    assert.equal(answer.order.seq, 4);
    assert.equal(answer.complete, true);
    assert.deepEqual(
      answer.events.map(({ orderId, seq, status }) => [orderId, seq, status]),
      [
        [order.orderId, 3, 'processing'],
        [order.orderId, 4, 'shipped'],
      ],
    );
    assert.equal(answer.events[0].trackingNumber, 'TRK3');
    await admin.moves(order, 'delivered');
    await screen.sees(order, 'delivered');
    assert.deepEqual(screen.changes().map(({ payload }) => payload.seq), [5], 'what the answer brought is not said again');
    assert.deepEqual((await screen.follows(order, { since: 5 })).events, []);
  });

  it('says nothing when a status is set that the order already has', async () => {
    const order = await customer.places();
    const screen = await server.viewer(everyChoice[0]);
    await screen.follows(order);
    await admin.moves(order, 'confirmed');
    await admin.moves(order, 'confirmed');
    await screen.catchesUp();
    assert.equal(screen.changes().length, 1);
    await admin.moves(order, 'confirmed', { trackingNumber: 'TRK2' });
    await screen.catchesUp();
    assert.equal(screen.changes().length, 2, 'new tracking details are news');
    assert.equal(screen.changes()[1].payload.trackingNumber, 'TRK2');
  });

  it('refuses a move that the rules forbid, and says what is allowed', async () => {
    const order = await customer.places();
    const screen = await server.viewer(everyChoice[0]);
    await screen.follows(order);
    await admin.moves(order, 'cancelled');
    const answer = await admin.tries('PUT', `/orders/admin/${order.orderId}/status`, { status: 'shipped' });
    assert.equal(answer.status, 409);
    assert.equal(answer.body.success, false);
    assert.equal(answer.body.code, 'invalid_transition');
    assert.equal(answer.body.from, 'cancelled');
    assert.equal(answer.body.to, 'shipped');
    assert.deepEqual(answer.body.allowed, ['refunded']);
    await screen.catchesUp();
    assert.deepEqual(screen.changes().map(({ payload }) => payload.status), ['cancelled']);
  });

  it('answers a bulk update order by order, with one event for each order changed', async () => {
    const [one, other, cancelled] = [await customer.places(), await customer.places(), await customer.places()];
    await admin.moves(cancelled, 'cancelled');
    const screen = await server.viewer(everyChoice[0]);
    for (const order of [one, other, cancelled]) await screen.follows(order);
    const unknown = { orderId: 'ORD99999999' };
    const byId = { orderId: other._id };
    const results = await admin.movesAll([one, byId, cancelled, unknown, one], 'shipped');
    assert.equal(results.details.length, 5, JSON.stringify(results));
    assert.deepEqual([results.successful, results.failed], [2, 2], 'one is named twice and counts once');
    assert.equal(results.details.find(({ orderId }) => orderId === unknown.orderId).code, 'order_not_found');
    assert.equal(results.details.find(({ orderId }) => orderId === cancelled.orderId).code, 'invalid_transition');
    assert.equal(results.details[0].success, true);
    await screen.catchesUp();
    assert.deepEqual(
      screen.changes().map(({ payload }) => payload.orderId).sort(),
      [one.orderId, other.orderId].sort(),
    );
  });
});
