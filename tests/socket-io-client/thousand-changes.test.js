// The promise: every change of the order one follows, exactly once, in order, and none of the others; while REST calls,
// bulk updates and admins' sockets write at the same time.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { startServer } from './support/server.js';
import { frontEnd, polling, upgrading, webSocket } from './support/transport-choices.js';
import { until } from './support/until.js';

const orderCount = 100;
const byRest = 400;
const bySocket = 400;
const byBulk = 200; // in ten calls of twenty orders
const statuses = ['pending', 'confirmed', 'processing', 'shipped', 'delivered'];

describe('a thousand changes of a hundred orders, made in three ways at once', { timeout: 300_000 }, () => {
  let server, admin, orders, followers, desks;

  before(async () => {
    server = await startServer();
    admin = await server.admin();
    const customer = await server.customer('asha');
    orders = [];
    for (let index = 0; index < orderCount; index += 1) orders.push(await customer.places());

    // Two screens follow each order, one as the existing front end connects and one by polling.
    followers = [];
    for (const order of orders) {
      for (const choice of [frontEnd, { ...polling, options: { ...frontEnd.options, transports: ['polling'] } }]) {
        const screen = await server.viewer(choice);
        await screen.follows(order);
        followers.push({ screen, order });
      }
    }
    desks = [];
    for (const choice of [webSocket, polling, upgrading]) desks.push(await server.viewer(choice, admin.auth));
  });
  after(() => server?.stop());

  it('are each seen exactly once, in order, by those who follow the order', async () => {
    // New tracking details make every command a change, whatever the order's status is by then.
    let tracking = 0;
    const change = (index) => ({
      order: orders[(index * 37) % orderCount],
      status: statuses[index % statuses.length],
      details: { trackingNumber: `TRK${(tracking += 1)}` },
    });

    const rest = workers(8, byRest, async (index) => {
      const { order, status, details } = change(index);
      await admin.moves(order, status, details);
    });
    const socket = workers(6, bySocket, async (index) => {
      const { order, status, details } = change(index + 11);
      await commands(desks[index % desks.length], order, status, details);
    });
    const bulk = workers(2, byBulk / 20, async (index) => {
      const some = orders.filter((_, place) => place % 5 === index % 5);
      const { status, details } = change(index + 23);
      const results = await admin.movesAll(some, status, details);
      assert.equal(results.successful, 20, JSON.stringify(results));
    });
    await Promise.all([rest, socket, bulk]);

    const logged = new Map();
    for (const order of orders) logged.set(order.orderId, await admin.changesOf(order));
    const total = [...logged.values()].reduce((sum, changes) => sum + changes.length, 0);
    assert.equal(total, byRest + bySocket + byBulk);

    for (const { screen, order } of followers) {
      const expected = logged.get(order.orderId);
      await until(`${order.orderId} is seen to its end`, () => screen.changes().length >= expected.length, {
        within: 60_000,
        describe: () => `${screen.changes().length} of ${expected.length} changes over ${screen.transport}`,
      });
    }
    for (const viewer of [...followers.map(({ screen }) => screen), ...desks]) {
      await viewer.catchesUp({ within: 60_000 });
      assert.deepEqual(viewer.losses, [], 'nobody was cut');
    }

    for (const { screen, order } of followers) {
      const seen = screen.changes();
      assert.ok(
        seen.every(({ payload }) => payload.orderId === order.orderId),
        'a change of another order was seen',
      );
      assert.deepEqual(
        seen.map(({ payload }) => ({
          seq: payload.seq,
          status: payload.status,
          trackingNumber: payload.trackingNumber,
        })),
        logged.get(order.orderId).map(({ seq, status, trackingNumber }) => ({ seq, status, trackingNumber })),
        `${order.orderId} over ${screen.transport}`,
      );
      seen.forEach(({ payload }, index) => assert.equal(payload.seq, index + 2, 'seq has no gap'));
      increases(seen.map(({ offset }) => Number(offset)));
    }

    // The admins' sockets hear the whole log in its one order.
    for (const desk of desks) {
      assert.equal(desk.changes().length, total);
      increases(desk.changes().map(({ offset }) => Number(offset)));
    }
  });
});

/** Does `count` pieces of work, `width` at a time. */
async function workers(width, count, work) {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) await work(next++);
    }),
  );
}

/** The admin's command; one that is told to slow down does. */
async function commands(desk, order, status, details) {
  for (;;) {
    const answer = await desk.commands(order, status, details);
    if (answer.ok) return;
    assert.equal(answer.error.code, 'rate_limited', JSON.stringify(answer));
    await pause(50);
  }
}

function increases(numbers) {
  numbers.forEach((number, index) => assert.ok(index === 0 || number > numbers[index - 1], `${number} is out of order`));
}
