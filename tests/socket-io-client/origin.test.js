// The handshake looks at Origin, on polling and on WebSocket alike: a browser's page elsewhere gets no socket.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { pollingPath, send, webSocketHandshake, webSocketPath } from './support/raw.js';
import { startServer } from './support/server.js';
import { everyChoice } from './support/transport-choices.js';

const allowed = 'https://shop.example';
const foreign = ['https://evil.example', 'http://shop.example', 'https://shop.example.evil.example', 'null'];

const written = 'https://shop.example,wss://app.example,capacitor://localhost,http://[::1]:5173,https://läden.example';
const spellings = {
  welcome: [
    'https://shop.example',
    'https://shop.example:443',
    'HTTPS://Shop.Example',
    'wss://shop.example',
    'https://app.example',
    'wss://app.example:443',
    'capacitor://localhost',
    'Capacitor://LocalHost',
    'http://[::1]:5173',
    'ws://[0:0:0:0:0:0:0:1]:5173',
    'https://xn--lden-loa.example',
  ],
  foreign: [
    'http://shop.example:443',
    'https://shop.example:80',
    'ws://shop.example',
    'ionic://localhost',
    'capacitor://localhost:80',
    'capacitor://localhost.evil.example',
    'http://localhost',
    'file://',
    'null',
    'https://shop.example@evil.example',
    'https://evil.example/https://shop.example',
    'https://shop.example, https://evil.example',
  ],
};

describe('Origins that are spelled in another way', { timeout: 60_000 }, () => {
  let server;

  before(async () => {
    server = await startServer({ settings: { FRONTEND_URL: written } });
  });
  after(() => server?.stop());

  for (const [judged, origins] of Object.entries(spellings)) {
    it(`are ${judged} alike on both transports, to the REST API, and to preflights`, async () => {
      for (const origin of origins) {
        const isWelcome = judged === 'welcome';
        const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-client-id' };
        const answers = {
          polling: await send(server.url + pollingPath, { headers: { origin } }),
          webSocket: await send(server.url + webSocketPath, { headers: { ...webSocketHandshake, origin } }),
          api: await send(`${server.url}/api/health`, { headers: { origin } }),
          preflight: await send(server.url + pollingPath, { method: 'OPTIONS', headers: { ...asked, origin } }),
        };
        const statuses = [answers.polling.status, answers.webSocket.status];
        assert.deepEqual(statuses, isWelcome ? [200, 101] : [403, 403], origin);
        for (const [where, { headers }] of Object.entries(answers)) {
          assert.equal(headers['access-control-allow-origin'], isWelcome ? origin : undefined, `${where}: ${origin}`);
        }
        if (isWelcome) assert.equal(answers.preflight.headers['access-control-allow-headers'], 'x-client-id');
      }
    });
  }

  it('are our own if they name the address that was asked, whatever the spelling', async () => {
    const { port } = new URL(server.url);
    for (const [host, origin] of [
      [`shop.test:${port}`, `http://Shop.test:${port}`],
      ['api.test', 'https://api.test:443'],
      ['api.test:443', 'wss://api.test'],
      ['api.test', 'http://api.test'],
    ]) {
      const answer = await send(server.url + pollingPath, { headers: { host, origin } });
      assert.equal(answer.status, 200, `${origin} at ${host}`);
    }
    const other = await send(server.url + pollingPath, { headers: { host: 'api.test', origin: 'https://api.test:8443' } });
    assert.equal(other.status, 403);
  });
});

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
