// What the nginx sample writes into its logs, and what not.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { nginxBefore } from '../support/nginx.js';
import { until } from '../support/until.js';

const ticket = 'a-ticket-that-opens-an-order';
const searched = 'asha@example.org';

describe('the logs of the nginx sample', { timeout: 60_000 }, () => {
  let nodes, nginx;

  before(async () => {
    nodes = await Promise.all([1, 2].map(async () => {
      const server = createServer((_, response) => response.end('{}'));
      await new Promise((listens) => server.listen(0, '127.0.0.1', listens));
      return { port: server.address().port, stops: () => new Promise((closed) => server.close(closed).closeAllConnections()) };
    }));
    nginx = await nginxBefore(nodes);
  });
  after(async () => {
    await nginx?.stops();
    await Promise.all(nodes.map((node) => node.stops().catch(() => {})));
  });

  const asks = async (path, headers = {}) => (await fetch(`${nginx.url}${path}`, { headers })).status;

  it('hold neither tickets nor queries', async () => {
    for (const path of [
      `/track/${ticket}`,
      `/api/track/${ticket}`,
      `/api/track/${ticket}?x=1`,
      `/api/orders/admin/all?search=${searched}`,
      `/socket.io/?EIO=4&transport=polling&sid=${ticket}`,
      '/api/products?limit=1',
    ]) {
      // The server's pages say that they came from nowhere; a page of another server may not.
      assert.equal(await asks(path, { Referer: `${nginx.url}/track/${ticket}` }), 200, path);
    }
    await until('nginx has written', async () => (await nginx.accesses()).includes('/api/products'));
    const log = await nginx.accesses();
    assert.match(log, /"GET \/api\/orders\/admin\/all HTTP\/1\.1" 200/);
    assert.doesNotMatch(log, new RegExp(ticket));
    assert.doesNotMatch(log, /search|asha/);
  });

  it('hold no ticket when no node answers', async () => {
    await Promise.all(nodes.map((node) => node.stops()));
    assert.equal(await asks(`/track/${ticket}`), 502);
    assert.equal(await asks('/api/products'), 502);
    await until('nginx has written', async () => (await nginx.errors()).includes('/api/products'));
    assert.doesNotMatch(await nginx.errors(), new RegExp(ticket));
  });
});
