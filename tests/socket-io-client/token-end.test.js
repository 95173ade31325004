// A token ends, and its log-in goes on: whoever brings another token of it has missed nothing.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import { breakableLine } from './support/breakable-line.js';
import { startServer } from './support/server.js';
import { shortened } from './support/short-token.js';
import { everyChoice, hasMoved } from './support/transport-choices.js';
import { until } from './support/until.js';

describe('a token that ends', { timeout: 300_000 }, () => {
  const secret = randomBytes(32).toString('hex');
  let server, admin, customer, line;

  before(async () => {
    server = await startServer({ settings: { JWT_SECRET: secret, TRACKING_ACCESS: 'owner' } });
    line = await breakableLine(() => server.url);
    [admin, customer] = await Promise.all([server.admin(), server.customer('asha')]);
  });
  after(async () => {
    line?.close();
    await server?.stop();
  });

  /** The connection goes on by a token that is about to end. Resolves with that token. */
  async function hasALastMoment(screen) {
    for (;;) {
      const token = shortened(customer.token, 2, secret);
      // On a busy machine it may have ended on its way.
      if ((await screen.asks('auth:refresh', { token })).ok) return token;
    }
  }

  let changes = 0;
  const moves = (order) => admin.moves(order, 'shipped', { trackingNumber: `END${(changes += 1)}` });
  const isGone = (order) => until('the server serves the socket no more', async () => (await moves(order)).followers === 0);
  const seqs = (screen, order) => screen.changes(order).map(({ payload }) => payload.seq);
  /** All changes of an order, in order and once. */
  const everyChange = async (order) => (await admin.changesOf(order)).map(({ seq }) => seq);

  for (const choice of everyChoice) {
    describe(`over ${choice.name}`, () => {
      it('is told of, refused, renewed, and nothing was missed', async () => {
        const order = await customer.places();
        let token = customer.token;
        const screen = await server.viewer(choice, { auth: (provide) => provide({ token }) });
        await screen.follows(order);
        for (const _ of ['once', 'again']) {
          await moves(order);
          token = await hasALastMoment(screen);
          await until('the socket is sent away', () => screen.losses.at(-1) === 'io server disconnect');
          assert.equal(screen.heardOf('session-ended').at(-1).payload.code, 'token_expired');
          await moves(order);
          const refusal = await screen.comesBack();
          assert.match(refusal.message, /Not authorized/);
          await moves(order);
          token = customer.token;
          assert.equal(await screen.comesBack(), undefined);
          assert.equal(screen.hasRecovered, true);
          await moves(order);
          const all = await everyChange(order);
          await until('all has come', () => seqs(screen, order).length >= all.length);
          assert.deepEqual(seqs(screen, order), all);
          screen.losses.length = 0;
        }
        screen.closes();
      });

      it('is not told of on a dead line, and nothing was missed', async () => {
        const order = await customer.places();
        let token = customer.token;
        const screen = await server.viewer(choice, { url: line.url, auth: (provide) => provide({ token }) });
        await screen.follows(order);
        await hasMoved(screen, choice);
        token = await hasALastMoment(screen);
        line.takesNoMore();
        line.diesUnnoticed();
        await until('the client notices', () => !screen.isConnected || line.diesUnnoticed());
        await isGone(order);
        token = customer.token;
        line.isMended();
        await until('the client is back', () => screen.isConnected && screen.hasRecovered, { within: 30_000 });
        await moves(order);
        const all = await everyChange(order);
        await until('all has come', () => seqs(screen, order).length >= all.length);
        assert.deepEqual(seqs(screen, order), all);
        screen.closes();
      });
    });
  }
});
