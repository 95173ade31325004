// Two nodes behind the nginx sample are replaced one after the other, under load. No request fails, no update is lost.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { nginxBefore } from '../support/nginx.js';
import { startNodes } from '../support/nodes.js';
import { everyChoice } from '../support/transport-choices.js';
import { until } from '../support/until.js';

const writers = 4;
const screensPerChoice = 2;
const changesBetween = 40;

describe('a rolling restart behind nginx', { timeout: 300_000 }, () => {
  let shop, nginx;

  before(async () => {
    shop = await startNodes(2, { settings: { TRUSTED_PROXIES: '1' } });
    nginx = await nginxBefore(shop.nodes);
    shop.url = nginx.url;
  });
  after(async () => {
    await nginx?.stops();
    await shop?.stop();
  });

  it('fails no request and loses no update', async (t) => {
    const [admin, customer] = await Promise.all([shop.admin(), shop.customer('asha')]);
    const orders = [];
    for (let n = 0; n < writers; n += 1) orders.push(await customer.places());
    const screens = [];
    for (const choice of everyChoice) {
      for (let n = 0; n < screensPerChoice; n += 1) screens.push(await shop.viewer(choice));
    }
    for (const screen of screens) for (const order of orders) await screen.follows(order);

    const failures = [];
    const written = new Map(orders.map((order) => [order.orderId, []]));
    let requests = 0;
    let isOver = false;
    t.after(() => {
      isOver = true;
    });
    const asks = async (person, ...request) => {
      requests += 1;
      const answer = await person.tries(...request).catch((error) => ({ status: 0, body: String(error.cause ?? error) }));
      if (answer.status < 200 || answer.status > 299) failures.push([...request.slice(0, 2), answer.status, answer.body]);
      return answer;
    };
    const writes = async (order, w) => {
      for (let n = 1; !isOver; n += 1) {
        const trackingNumber = `W${w}N${n}`;
        await asks(admin, 'PUT', `/orders/admin/${order.orderId}/status`, { status: 'confirmed', trackingNumber });
        written.get(order.orderId).push(trackingNumber);
      }
    };
    const reads = async (order) => {
      while (!isOver) {
        await asks(customer, 'GET', `/orders/${order.orderId}`);
        // What a balancer must not send twice.
        await asks(customer, 'POST', '/auth/verify-token', {});
      }
    };
    const load = [...orders.map(writes), ...orders.map(reads)];
    const total = () => [...written.values()].reduce((sum, { length }) => sum + length, 0);
    const someMore = () => {
      const from = total();
      return until('the shop goes on', () => total() > from + changesBetween, { within: 60_000 });
    };
    await someMore();
    for (const node of shop.nodes) {
      await node.isTerminated();
      await someMore();
      await node.starts();
      // The next one goes when nginx has found this one again.
      await until('the new node has work', async () => {
        const metrics = await (await fetch(`${node.url}/metrics`)).text();
        return metrics.includes('_count{method="PUT",route="/api/orders/admin/{order_id}/status",status="200"}');
      }, { within: 60_000 });
      await someMore();
    }
    isOver = true;
    await Promise.all(load);

    const nginxSays = (await nginx.errors()).split('\n').slice(-20).join('\n');
    assert.deepEqual(failures.slice(0, 5), [], `${failures.length} of ${requests} requests failed; nginx says:\n${nginxSays}`);
    for (const [n, screen] of screens.entries()) {
      for (const order of orders) {
        const expected = written.get(order.orderId);
        const seen = () => screen.changes(order).map(({ payload }) => payload.trackingNumber);
        await until(`screen ${n} has caught up`, () => seen().length >= expected.length, {
          within: 60_000,
          describe: () => `${seen().length} of ${expected.length}, losses: ${screen.losses}`,
        });
        assert.deepEqual(seen(), expected);
      }
      assert.ok(screen.losses.length > 0, 'every node was replaced, so every screen came back at least once');
      assert.ok(!screen.losses.includes('io server disconnect'), `it would not come back by itself: ${screen.losses}`);
      assert.ok(screen.hasRecovered);
    }
    t.diagnostic(`${requests} requests, ${total()} changes, each seen once and in order by ${screens.length} screens`);
  });
});
