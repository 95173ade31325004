// The handshake looks at Origin, on polling and on WebSocket alike: a browser's page elsewhere gets no socket.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { pollingPath, send, webSocketHandshake, webSocketPath } from './support/raw.js';
import { startServer } from './support/server.js';
import { everyChoice } from './support/transport-choices.js';

const allowed = 'https://shop.example';
const foreign = ['https://evil.example', 'http://shop.example', 'https://shop.example.evil.example', 'null'];

describe('Origin (contract 6.2, hole 17)', { timeout: 60_000 }, () => {
  let server;

  before(async () => {
    server = await startServer({ settings: { FRONTEND_URL: `${allowed},http://localhost:5173` } });
  });
  after(() => server?.stop());

  const welcome = () => ({
    'a configured front end': allowed,
    'another configured front end': 'http://localhost:5173',
    'the server’s own origin': server.url,
    'no Origin': undefined,
  });

  for (const choice of everyChoice) {
    it(`is checked when the official client connects over ${choice.name}`, async () => {
      for (const origin of Object.values(welcome())) {
        const screen = await server.viewer(choice, origin ? { extraHeaders: { origin } } : {});
        assert.equal((await screen.asks('join-order-tracking', 'TEST-ORDER-001')).ok, true);
        screen.closes();
      }
      for (const origin of foreign) {
        await server.refuses(choice, { extraHeaders: { origin } });
      }
    });
  }

  it('decides the polling handshake, with CORS headers for those who may', async () => {
    for (const [who, origin] of Object.entries(welcome())) {
      const answer = await send(`${server.url}${pollingPath}`, { headers: origin ? { origin } : {} });
      assert.equal(answer.status, 200, `${who}: ${answer.body}`);
      assert.match(answer.body, /^0\{/);
    }
    const cors = await send(`${server.url}${pollingPath}`, { headers: { origin: allowed } });
    assert.equal(cors.headers['access-control-allow-origin'], allowed);
    assert.equal(cors.headers['access-control-allow-credentials'], 'true');
    for (const origin of foreign) {
      const answer = await send(`${server.url}${pollingPath}`, { headers: { origin } });
      assert.equal(answer.status, 403, `${origin}: ${answer.body}`);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
      assert.doesNotMatch(answer.body, /"sid"/);
    }
  });

  it('decides the WebSocket handshake', async () => {
    for (const [who, origin] of Object.entries(welcome())) {
      const answer = await send(`${server.url}${webSocketPath}`, {
        headers: { ...webSocketHandshake, ...(origin ? { origin } : {}) },
      });
      assert.equal(answer.status, 101, `${who}: ${answer.body}`);
    }
    for (const origin of foreign) {
      const answer = await send(`${server.url}${webSocketPath}`, { headers: { ...webSocketHandshake, origin } });
      assert.equal(answer.status, 403, `${origin}: ${answer.body}`);
    }
  });

  it('decides the upgrade of a polling session too', async () => {
    const opened = await send(`${server.url}${pollingPath}`, { headers: { origin: allowed } });
    const { sid } = JSON.parse(opened.body.slice(1));
    for (const origin of foreign) {
      const answer = await send(`${server.url}${webSocketPath}&sid=${sid}`, {
        headers: { ...webSocketHandshake, origin },
      });
      assert.equal(answer.status, 403);
    }
  });

  it('gets the CORS answers of the REST API right as well', async () => {
    const preflight = (origin) =>
      send(`${server.url}/api/orders/my-orders`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
    const welcomed = await preflight(allowed);
    assert.ok([200, 204].includes(welcomed.status));
    assert.equal(welcomed.headers['access-control-allow-origin'], allowed);
    assert.equal(welcomed.headers['access-control-allow-credentials'], 'true');
    assert.match(welcomed.headers['access-control-allow-headers'], /authorization/i);
    assert.match(welcomed.headers['access-control-allow-headers'], /content-type/i);
    assert.match(welcomed.headers['access-control-allow-methods'], /PUT/);
    assert.equal((await preflight(foreign[0])).headers['access-control-allow-origin'], undefined);

    for (const path of ['/api/orders/my-orders', '/api/no-such-route']) {
      const refused = await send(`${server.url}${path}`, { headers: { origin: allowed } });
      assert.ok(refused.status >= 400);
      assert.equal(refused.headers['access-control-allow-origin'], allowed, `${path}: errors need CORS headers too`);
      const elsewhere = await send(`${server.url}${path}`, { headers: { origin: foreign[0] } });
      assert.equal(elsewhere.headers['access-control-allow-origin'], undefined);
    }
  });
});
