// A WebSocket that a polling client tries and that comes to nothing costs nothing: through every kind of box the same
// events arrive as from the official server, in the same order, with about as many polls.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { io } from 'socket.io-client';

import { officialServer } from './support/official-server.js';
import { startServer } from './support/server.js';
import { upgrading } from './support/transport-choices.js';
import { until } from './support/until.js';
import { manners, webSocketBox } from './support/websocket-box.js';

const changes = 40;
/** So that the client talks as well. */
const questionsEach = 2;

describe('a probe through a box (Engine.IO 4, "Upgrade")', { timeout: 300_000 }, () => {
  let server, official, admin, customer;

  before(async () => {
    [server, official] = await Promise.all([startServer(), officialServer()]);
    [admin, customer] = await Promise.all([server.admin(), server.customer('asha')]);
  });
  after(async () => {
    await official?.stop();
    await server?.stop();
  });

  /** The shop that is followed: ours, or the official server's. */
  const ourShop = async () => {
    const order = await customer.places();
    return {
      url: server.url,
      order: order.orderId,
      changes: (n) => admin.moves(order, n % 2 ? 'processing' : 'shipped', { trackingNumber: `TRK${n}` }),
    };
  };
  let orders = 0;
  const officialShop = async () => {
    const order = `ORD${(orders += 1)}`;
    return {
      url: official.url,
      order,
      changes: async (n) => official.announces(order, { orderId: order, trackingNumber: `TRK${n}` }),
    };
  };

  /** Follows an order through a box; resolves with what was heard, and how. */
  async function follows(shop, manner) {
    const box = await webSocketBox(shop.url, manner);
    const socket = io(box.url, { ...upgrading.options, forceNew: true });
    const heard = [];
    const losses = [];
    socket.on('order-status-updated', ({ trackingNumber }) => heard.push(trackingNumber));
    socket.on('disconnect', (reason) => losses.push(reason));
    try {
      const joined = await socket.timeout(30_000).emitWithAck('join-order-tracking', shop.order);
      assert.equal(joined.ok, true);
      const answers = [];
      for (let n = 1; n <= changes; n += 1) {
        await shop.changes(n);
        for (let question = 0; question < questionsEach; question += 1) {
          answers.push(socket.timeout(30_000).emitWithAck('leave-order-tracking', `ORD9${n}${question}`));
        }
        await until(`change ${n} is heard`, () => heard.length >= n, {
          within: 30_000,
          describe: () => JSON.stringify({ heard, losses, polls: box.polls() }),
        });
      }
      if (manner === manners['lets everything through']) {
        await until('the client has moved', () => socket.io.engine.transport.name === 'websocket');
      }
      assert.equal((await Promise.all(answers)).length, changes * questionsEach);
      return { heard, losses: [...losses], polls: box.polls(), transport: socket.io.engine.transport.name };
    } finally {
      socket.disconnect();
      box.close();
    }
  }

  for (const [name, manner] of Object.entries(manners)) {
    it(`that ${name} changes nothing of what is heard`, async () => {
      const [ours, theirs] = await Promise.all(
        [ourShop, officialShop].map(async (shop) => follows(await shop(), manner)),
      );
      const all = Array.from({ length: changes }, (_, index) => `TRK${index + 1}`);
      assert.deepEqual(theirs.heard, all);
      assert.deepEqual(ours.heard, all);
      assert.deepEqual(ours.losses, []);
      assert.equal(ours.transport, theirs.transport);
      // One for each change at most, and a few for the answers and the move.
      const most = 2 * Math.max(theirs.polls, changes * (1 + questionsEach));
      assert.ok(ours.polls <= most, `${ours.polls} polls, ${theirs.polls} at the official server`);
    });
  }

  it('that says nothing for so long that the probe is given up is tried again by the next session, and heard', async () => {
    const shop = await ourShop();
    let manner = manners['swallows the answer to the handshake'];
    const box = await webSocketBox(shop.url, (stage) => manner(stage));
    const sockets = [];
    const websockets = async () =>
      Number(/^trackroom_socket_connections\{transport="websocket"\} (\d+)/m.exec(await (await fetch(`${shop.url}/metrics`)).text())[1]);
    try {
      const before = await websockets();
      const heard = [];
      const losses = [];
      const first = io(box.url, { ...upgrading.options, forceNew: true });
      sockets.push(first);
      first.on('order-status-updated', ({ trackingNumber }) => heard.push(trackingNumber));
      first.on('disconnect', (reason) => losses.push(reason));
      await first.timeout(30_000).emitWithAck('join-order-tracking', shop.order);
      await until('the server waits for a probe', async () => (await websockets()) > before, { within: 30_000 });
      await shop.changes(1);
      await until('the server has given up', async () => (await websockets()) === before, { within: 60_000 });
      await shop.changes(2);
      await until('both changes are heard', () => heard.length === 2);
      assert.deepEqual([heard, losses], [['TRK1', 'TRK2'], []]);
      assert.equal(first.io.engine.transport.name, 'polling');
      manner = manners['lets everything through'];
      const second = io(box.url, { ...upgrading.options, forceNew: true });
      sockets.push(second);
      await until('a free network carries the next one', () => second.io.engine?.transport?.name === 'websocket');
    } finally {
      for (const socket of sockets) socket.disconnect();
      box.close();
    }
  });
});
