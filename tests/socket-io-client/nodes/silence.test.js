// PostgreSQL falls silent for one node: its connections stay open, and no answer ever comes on them. That is what a frozen
// host or a cut network path looks like.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { breakableLine } from '../support/breakable-line.js';
import { startNodes } from '../support/nodes.js';
import { privatePostgres } from '../support/private-postgres.js';
import { everyChoice } from '../support/transport-choices.js';
import { until } from '../support/until.js';

describe('a database that falls silent', { timeout: 300_000 }, () => {
  let postgres, line, shop;

  before(async () => {
    postgres = await privatePostgres();
    line = await breakableLine(() => postgres.url);
    const throughTheLine = new URL(postgres.url);
    throughTheLine.port = new URL(line.url).port;
    shop = await startNodes(2, { database: postgres, settingsOf: [{ DATABASE_URL: throughTheLine.href }] });
  });
  after(async () => {
    await shop?.stop();
    line?.close();
    await postgres?.goes();
  });

  it('keeps nobody waiting for ever, and nothing is lost once there is another way to it', async (t) => {
    const [admin, customer] = await Promise.all([shop.admin(), shop.customer('asha')]);
    const order = await customer.places();
    const [cutOff, other] = shop.nodes;
    const moves = async (node, status) => {
      const answer = await fetch(`${node.url}/api/orders/admin/${order.orderId}/status`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status }),
      });
      return { status: answer.status, code: (await answer.json()).code };
    };
    const screens = [];
    for (const choice of everyChoice) screens.push(await shop.viewer(choice, { url: cutOff.url }));
    for (const screen of screens) await screen.follows(order);
    assert.equal((await moves(cutOff, 'confirmed')).status, 200);
    for (const screen of screens) await screen.sees(order, 'confirmed');

    // In the middle of a question, so that somebody already waits for the answer.
    const letsGo = await postgres.holds('login_sessions');
    const asked = moves(cutOff, 'shipped');
    await until('it is asked whose the log-in is', async () => (await postgres.waiting()) > 0);
    line.fallsSilent();
    const silent = Date.now();
    await letsGo();
    const refused = await asked;
    const waited = Date.now() - silent;
    assert.equal(refused.status, 503, JSON.stringify(refused));
    assert.equal((await moves(cutOff, 'shipped')).status, 503);
    assert.equal((await fetch(`${cutOff.url}/api/health/ready`)).status, 503);
    assert.equal((await fetch(`${cutOff.url}/api/health`)).status, 200);
    // The other node goes on.
    assert.equal((await moves(other, 'processing')).status, 200);

    // What was said on the old connections stays unanswered.
    line.isMended();
    const mended = Date.now();
    for (const screen of screens) await screen.sees(order, 'processing', { within: 90_000 });
    await until('changes are made here again', async () => (await moves(cutOff, 'shipped')).status === 200, { within: 90_000 });
    const healed = Date.now() - mended;
    for (const screen of screens) {
      await screen.sees(order, 'shipped');
      const seen = screen.changes(order).map(({ payload }) => `${payload.seq} ${payload.status}`);
      assert.deepEqual(seen, ['2 confirmed', '3 processing', '4 shipped']);
    }
    t.diagnostic(`refused after ${waited} ms; healed ${healed} ms after there was a way again`);
  });
});
