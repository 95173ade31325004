// Who may follow: with TRACKING_ACCESS=owner the owner and the shop's people, however the socket says who it is.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { dial } from './support/frames.js';
import { pollingPath, send, webSocketPath } from './support/raw.js';
import { startServer } from './support/server.js';
import { isRefused } from './support/shapes.js';
import { everyChoice } from './support/transport-choices.js';
import { until } from './support/until.js';

describe('access to an order (contract 6.2, hole 16)', { timeout: 120_000 }, () => {
  let server, admin, asha, ravi, order;

  before(async () => {
    server = await startServer({ settings: { TRACKING_ACCESS: 'owner' } });
    [admin, asha, ravi] = await Promise.all([server.admin(), server.customer('asha'), server.customer('ravi')]);
    order = await asha.places();
  });
  after(() => server?.stop());

  /** The three ways in which a socket says who it is. */
  const proofs = {
    'a token in auth': (person) => ({ auth: { token: person.token } }),
    'an Authorization header': (person) => ({ extraHeaders: { authorization: `Bearer ${person.token}` } }),
    'the session cookie on the server’s own origin': (person) => ({
      extraHeaders: { cookie: person.cookie, origin: server.url },
    }),
  };

  for (const choice of everyChoice) {
    describe(`over ${choice.name}`, () => {
      for (const [name, proof] of Object.entries(proofs)) {
        it(`lets the owner follow, known by ${name}`, async () => {
          const placed = await asha.places();
          const screen = await server.viewer(choice, proof(asha));
          const { order: seen } = await screen.follows(placed);
          assert.equal(seen.status, 'pending');
          await admin.moves(placed, 'confirmed');
          await screen.sees(placed, 'confirmed');
          screen.closes();
        });
      }

      it('answers another customer, and anybody else, as if the order did not exist', async () => {
        for (const proof of [proofs['a token in auth'](ravi), {}]) {
          const screen = await server.viewer(choice, proof);
          const forbidden = await screen.asks('join-order-tracking', order.orderId);
          const unknown = await screen.asks('join-order-tracking', 'ORD99999999');
          isRefused(forbidden, 'order_not_found');
          assert.deepEqual(
            JSON.parse(JSON.stringify(forbidden).replaceAll(order.orderId, 'ID')),
            JSON.parse(JSON.stringify(unknown).replaceAll('ORD99999999', 'ID')),
          );

          screen.tells('join-order-tracking', order.orderId);
          const refusal = await screen.hears('tracking-error');
          assert.equal(refusal.payload.code, 'order_not_found');
          assert.equal(refusal.payload.orderId, order.orderId);
          assert.notEqual(typeof refusal.offset, 'string', 'the refusal is no event of the log: it carries no offset');
          screen.closes();
        }
      });

      it('does not tell those who were refused', async () => {
        const placed = await asha.places();
        const own = await ravi.places();
        const stranger = await server.viewer(choice, ravi.auth);
        isRefused(await stranger.asks('join-order-tracking', placed.orderId), 'order_not_found');
        await stranger.follows(own);
        const { followers } = await admin.moves(placed, 'confirmed');
        assert.equal(followers, 0);
        await admin.moves(own, 'shipped');
        await stranger.sees(own, 'shipped');
        assert.deepEqual(stranger.changes().map(({ payload }) => payload.orderId), [own.orderId]);
        stranger.closes();
      });

      it('refuses the connection of a bad token', async () => {
        const tampered = `${asha.token.slice(0, -3)}AAA`;
        for (const token of ['nonsense', tampered]) {
          const refusal = await server.refuses(choice, { auth: { token } });
          assert.match(refusal.message, /Not authorized/);
        }
        const refusal = await server.refuses(choice, { extraHeaders: { authorization: 'Bearer nonsense' } });
        assert.match(refusal.message, /Not authorized/);
      });

      it('takes only an absent, null or empty token for none', async () => {
        for (const auth of [{}, { token: null }, { token: '' }, { token: undefined }]) {
          const stranger = await server.viewer(choice, { auth });
          isRefused(await stranger.asks('join-order-tracking', order.orderId), 'order_not_found');
          stranger.closes();
        }
        const quoted = JSON.stringify(asha.token);
        const none = ['null', 'undefined', ' ', quoted, 0, 1, true, false, {}, { token: asha.token }, [], [asha.token], 'Bearer '];
        for (const token of [...none, `Basic ${asha.token}`, 'x'.repeat(100_000)]) {
          const refusal = await server.refuses(choice, { auth: { token } });
          assert.match(refusal.message, /Not authorized/, JSON.stringify(token).slice(0, 60));
        }
        for (const scheme of ['Bearer', 'bearer']) {
          const screen = await server.viewer(choice, { auth: { token: `${scheme} ${asha.token}` } });
          await screen.follows(order);
          screen.closes();
        }
      });

      it('lets an admin follow any order', async () => {
        const desk = await server.viewer(choice, admin.auth);
        await desk.follows(order);
        desk.closes();
      });
    });
  }

  it('refuses a CONNECT whose namespace has lost its slash, on either transport', async () => {
    const packet = `40shop,${JSON.stringify({ token: asha.token })}`;
    const expected = '44{"message":"Invalid namespace"}';
    const socket = await dial(server.url + webSocketPath);
    await until('the session is open', () => socket.texts().length === 1);
    socket.says(packet);
    await until('it is answered', () => socket.texts().length === 2);
    assert.equal(socket.texts()[1], expected);
    socket.leaves();

    const { body } = await send(server.url + pollingPath);
    const session = `${server.url}${pollingPath}&sid=${JSON.parse(body.slice(1)).sid}`;
    assert.equal((await send(session, { method: 'POST', body: packet })).status, 200);
    assert.equal((await send(session)).body, expected);
  });

  it('follows by the order’s other spellings', async () => {
    const screen = await server.viewer(everyChoice[0], asha.auth);
    for (const spelling of [order._id, `#${order.orderId}`, ` ${order.orderId} `]) {
      const answer = await screen.asks('join-order-tracking', spelling);
      assert.equal(answer.ok, true, `${spelling}: ${JSON.stringify(answer)}`);
      assert.equal(answer.order.orderId, order.orderId);
    }
    await admin.moves(order, 'confirmed');
    await screen.sees(order, 'confirmed');
    await admin.moves(order, 'processing');
    await screen.sees(order, 'processing');
    assert.equal(screen.changes().length, 2, 'all spellings are one room');
  });
});

describe('access with TRACKING_ACCESS=public', { timeout: 60_000 }, () => {
  let server, admin, asha;

  before(async () => {
    server = await startServer({ settings: { TRACKING_ACCESS: 'public' } });
    [admin, asha] = await Promise.all([server.admin(), server.customer('asha')]);
  });
  after(() => server?.stop());

  for (const choice of everyChoice) {
    it(`lets anybody who knows the id follow over ${choice.name}`, async () => {
      const order = await asha.places();
      const screens = [await server.viewer(choice), await server.viewer(choice, (await server.customer('ravi')).auth)];
      for (const screen of screens) await screen.follows(order);
      const { followers } = await admin.moves(order, 'confirmed');
      assert.equal(followers, 2);
      for (const screen of screens) await screen.sees(order, 'confirmed');
      isRefused(await screens[0].asks('join-order-tracking', 'ORD99999999'), 'order_not_found');
      screens[0].tells('join-order-tracking', 'ORD99999999');
      await until('the refusal is heard', () => screens[0].heardOf('tracking-error').length === 1);
    });
  }
});
