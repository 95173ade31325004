// The handshake beside the official server, header by header and field by field: what it answers, so do we, or the list
// below, and docs/REALTIME.md, say why not.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';

import { dial } from './support/frames.js';
import { officialServer } from './support/official-server.js';
import { send } from './support/raw.js';
import { startServer } from './support/server.js';
import { until } from './support/until.js';

const page = 'http://shop.example:3000';
const foreign = { origin: 'https://evil.example' };
const origin = { origin: page };
const path = '/socket.io/';
const polling = `${path}?EIO=4&transport=polling`;
const webSocket = `${path}?EIO=4&transport=websocket`;
const unknown = 'AAAAAAAAAAAAAAAA';

/** Of the connection, not of the answer, or different each time. */
const notCompared = ['date', 'connection', 'keep-alive', 'transfer-encoding'];

/**
 * Where we differ, and why. Each is seen, and each is a row of the table in docs/REALTIME.md, by its name.
 *
 * A difference reads `what: theirs → ours`.
 */
const allowed = {
  'security headers': /^header (content-security-policy|referrer-policy|x-content-type-options|x-frame-options): none → /,
  'exposed headers': /^header access-control-expose-headers: none → etag,/,
  'remembered preflights': /^header access-control-max-age: none → 600$/,
  Vary: /^header vary: Origin(, Access-Control-Request-Headers)? → origin, access-control-request-headers$/,
  'preflight status': /^status: 204 → 200$/,
  'uncached refusals': /^header cache-control: none → no-store$/,
  'type of a post’s answer': /^header content-type: text\/html → text\/plain; charset=UTF-8$/,
  'refused WebSockets':
    /^(header content-type: text\/html → application\/json|body: [A-Z][\w -]+ → \{"code":\d,"message":"[\w ]+"\}|header (vary|access-control-allow-(credentials|origin)): none → .*)$/,
  'status of a foreign WebSocket': /^status: 400 → 403$/,
  'old protocol over WebSocket': /^(status: 101 → 400|header .*|frames .*|body: .*)$/,
  'bad methods': /^(status: 500 → 400|body:  → \{"code":2,.*|header content-type: none → application\/json)$/,
  'other refusals with a body': /^(status: (200|400) → 400|body: (ok)? → \{"code":3,.*|body: ok → .*|header (content-type|content-length|cache-control): .*)$/,
  'WebSocket versions': /^header sec-websocket-version: (13, 8 → 13|none → 13)$/,
  'WebSocket of version 8': /^(status: 101 → 400|header .*|frames .*|body: .*)$/,
  JSONP: /^(body: ___eio\[0\]\("0\{.*"\); → 0\{"sid":.*|header content-type: text\/javascript; charset=UTF-8 → text\/plain; charset=UTF-8)$/,
  'path without a slash': /^(status: no answer → 200|header .*|body: .*)$/,
  'other parsers': /^(status: 200 → 400|closed: .*|frames .*|body: .*|header .*)$/,
  'unreadable CONNECT': /^(closed: .*|frames .*)$/,
};

/** Differences that any answer may have. */
const everywhere = ['security headers', 'exposed headers', 'Vary', 'uncached refusals'];

describe('the handshake beside the official server', { timeout: 120_000 }, () => {
  let server, official, docs;
  const seen = new Set();

  before(async () => {
    [server, official, docs] = await Promise.all([
      startServer({ settings: { FRONTEND_URL: page } }),
      officialServer({
        cors: { origin: [page], credentials: true },
        allowRequest: ({ headers }, answer) => answer(null, !headers.origin || headers.origin === page),
        connectionStateRecovery: {},
        maxHttpBufferSize: 1_200_000,
      }),
      readFile(new URL('../../docs/REALTIME.md', import.meta.url), 'utf8'),
    ]);
  });
  after(async () => {
    await official?.stop();
    await server?.stop();
  });

  const http = (method, target, headers = {}, body = undefined) => (url) => send(url + target, { method, headers, body });
  const upgrade = (target, headers, method) => async (url) => {
    const { leaves, ...answer } = await dial(url + target, headers, method);
    leaves?.();
    return answer;
  };
  /** A request of a polling session: `more` is what it adds to the query. */
  const ofSession = (method, { more = '', headers = {}, body, target = polling } = {}) => async (url) => {
    const sid = await opens(url);
    return send(`${url}${target}&sid=${sid}${more}`, { method, headers, body });
  };
  const opens = async (url) => {
    const { body } = await send(url + polling);
    return JSON.parse(body.slice(1)).sid;
  };
  const connects = async (url) => {
    const sid = await opens(url);
    await send(`${url}${polling}&sid=${sid}`, { method: 'POST', body: '40' });
    return sid;
  };
  /** A session that has moved, and its WebSocket. */
  const moves = async (url) => {
    const sid = await opens(url);
    const socket = await dial(`${url}${webSocket}&sid=${sid}`);
    socket.says('2probe');
    await until('the probe is answered', () => socket.texts().includes('3probe'));
    socket.says('5');
    socket.says('40');
    await until('it is let in', () => socket.texts().some((text) => text.startsWith('40{')));
    return { sid, socket };
  };
  /** What a new WebSocket is told after it has said this, and how it is closed, if it is. */
  const hears = (first) => async (url) => {
    const socket = await dial(url + webSocket);
    await until('the session is open', () => socket.texts().length > 0);
    socket.says(first);
    await until('an answer comes', () => socket.texts().length > 1 || socket.isClosing());
    const how = socket.isClosing() ? await socket.isClosed() : undefined;
    socket.leaves();
    return { ...socket, closed: how, frames: socket.texts() };
  };

  // [what is asked, how, which differences it may have besides those of every answer]
  const requests = [
    ['a session over polling', http('GET', polling)],
    ['a session over polling from a known page', http('GET', polling, origin)],
    ['a session over polling from a foreign page', http('GET', polling, foreign)],
    ['a session with more in the query', http('GET', `${polling}&b64=1&t=x&sid=`)],
    ['a session by JSONP', http('GET', `${polling}&j=0`), ['JSONP']],
    ['a session in another order', http('GET', `${path}?t=1&transport=polling&EIO=4`)],
    ['a session with what a proxy adds', http('GET', polling, { 'x-forwarded-for': '203.0.113.7', 'accept-encoding': 'gzip' })],
    ['no transport', http('GET', `${path}?EIO=4`)],
    ['no query', http('GET', path)],
    ['an unknown transport', http('GET', `${path}?EIO=4&transport=pigeon`)],
    ['an unknown transport from a known page', http('GET', `${path}?EIO=4&transport=pigeon`, origin)],
    ['WebTransport', http('GET', `${path}?EIO=4&transport=webtransport`)],
    ['no protocol', http('GET', `${path}?transport=polling`)],
    ['protocol 3', http('GET', `${path}?EIO=3&transport=polling`)],
    ['protocol 5', http('GET', `${path}?EIO=5&transport=polling`)],
    ['protocol 3 from a foreign page', http('GET', `${path}?EIO=3&transport=polling`, foreign)],
    ['two protocols', http('GET', `${polling}&EIO=3`)],
    ['two protocols, the last good', http('GET', `${path}?EIO=3&EIO=4&transport=polling`)],
    ['an encoded protocol', http('GET', `${path}?EIO=%34&transport=poll%69ng`)],
    ...['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [`a session by ${method}`, http(method, polling)]),
    ['a session by POST from a known page', http('POST', polling, origin)],
    ...[unknown, 'nonsense', '%00', '%ff', '%F0%9F%92%A9', 'A'.repeat(5000), '../../x', `${unknown}&sid=${unknown}`].flatMap((sid) => [
      [`a poll of the unknown session ${sid.slice(0, 40)}`, http('GET', `${polling}&sid=${sid}`, origin)],
      [`a post to the unknown session ${sid.slice(0, 40)}`, http('POST', `${polling}&sid=${sid}`, {}, '40')],
    ]),
    ['a poll of an unknown session of protocol 3', http('GET', `${path}?EIO=3&transport=polling&sid=${unknown}`)],
    ['a post', ofSession('POST', { body: '40' }), ['type of a post’s answer']],
    ['a post from a known page', ofSession('POST', { body: '40', headers: origin }), ['type of a post’s answer']],
    ['an empty post', ofSession('POST', { body: '' }), ['type of a post’s answer']],
    ['a post of nonsense', ofSession('POST', { body: '9' }), ['other refusals with a body']],
    ['a post of another parser', ofSession('POST', { body: 'bg6R0eXBl' }), ['other parsers']],
    ['a poll of another protocol', ofSession('GET', { more: '&EIO=3' })],
    ['a request of a session by PUT', ofSession('PUT'), ['bad methods']],
    ['a request of a session by DELETE', ofSession('DELETE'), ['bad methods']],
    ['a session’s WebSocket without an upgrade', ofSession('GET', { target: webSocket })],
    [
      'a poll, which the first ping does not come with',
      async (url) => send(`${url}${polling}&sid=${await connects(url)}`, { headers: origin }),
    ],
    [
      'two polls at once',
      async (url) => {
        const sid = await opens(url);
        const answers = await Promise.all([1, 2].map(() => send(`${url}${polling}&sid=${sid}`)));
        // Which of the two comes first is the network's business.
        return { status: answers.some(({ status }) => status === 400) && 400 };
      },
    ],
    ['a poll of a session that has moved', async (url) => send(`${url}${polling}&sid=${(await moves(url)).sid}`)],
    [
      'a post to a session that has moved',
      async (url) => send(`${url}${polling}&sid=${(await moves(url)).sid}`, { method: 'POST', body: '40' }),
    ],
    [
      'a preflight of a known page for whatever it sends',
      http('OPTIONS', polling, {
        ...origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-client-id,ngrok-skip-browser-warning',
      }),
      ['preflight status', 'remembered preflights'],
    ],
    [
      'a preflight of a foreign page',
      http('OPTIONS', polling, { ...foreign, 'access-control-request-method': 'POST' }),
      ['preflight status', 'remembered preflights'],
    ],
    ['OPTIONS', http('OPTIONS', path), ['preflight status', 'remembered preflights']],
    ['a path without a slash', http('GET', '/socket.io?EIO=4&transport=polling'), ['path without a slash']],

    ['a session over WebSocket', upgrade(webSocket)],
    ['a session over WebSocket from a known page', upgrade(webSocket, origin)],
    ['a session over WebSocket as Firefox asks', upgrade(webSocket, { connection: 'keep-alive, Upgrade', upgrade: 'WebSocket' })],
    ['a session over WebSocket from a foreign page', upgrade(webSocket, foreign), ['status of a foreign WebSocket', 'refused WebSockets']],
    ['a sub-protocol', upgrade(webSocket, { 'sec-websocket-protocol': 'chat' })],
    ['sub-protocols', upgrade(webSocket, { 'sec-websocket-protocol': 'graphql-ws, chat , x' })],
    ['sub-protocols that are none', upgrade(webSocket, { 'sec-websocket-protocol': 'a, a' }), ['refused WebSockets']],
    ['compression', upgrade(webSocket, { 'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits' })],
    ['a WebSocket without an upgrade', http('GET', webSocket)],
    ['a WebSocket without Connection', upgrade(webSocket, { connection: 'keep-alive' })],
    ['a WebSocket without a key', upgrade(webSocket, { 'sec-websocket-key': undefined }), ['refused WebSockets']],
    ['a WebSocket with a short key', upgrade(webSocket, { 'sec-websocket-key': 'eA==' }), ['refused WebSockets']],
    ['a WebSocket of version 12', upgrade(webSocket, { 'sec-websocket-version': '12' }), ['refused WebSockets', 'WebSocket versions']],
    ['a WebSocket of version 8', upgrade(webSocket, { 'sec-websocket-version': '8' }), ['WebSocket of version 8', 'WebSocket versions']],
    ['a WebSocket of protocol 3', upgrade(`${path}?EIO=3&transport=websocket`), ['old protocol over WebSocket']],
    ['a WebSocket of an unknown transport', upgrade(`${path}?EIO=4&transport=pigeon`), ['refused WebSockets']],
    ['a WebSocket of an unknown session', upgrade(`${webSocket}&sid=${unknown}`), ['refused WebSockets']],
    ['a WebSocket of a malformed session', upgrade(`${webSocket}&sid=%00`), ['refused WebSockets']],
    ['a polling session’s WebSocket', async (url) => upgrade(`${webSocket}&sid=${await opens(url)}`)(url)],
    [
      'a polling session’s WebSocket with a sub-protocol',
      async (url) => upgrade(`${webSocket}&sid=${await opens(url)}`, { ...origin, 'sec-websocket-protocol': 'chat' })(url),
    ],
    ['a WebSocket for polling', async (url) => closed(await dial(url + polling))],
    [
      'a second WebSocket of a session that has moved',
      async (url) => closed(await dial(`${url}${webSocket}&sid=${(await moves(url)).sid}`)),
    ],
    [
      'a second WebSocket at the same time',
      async (url) => {
        const sid = await opens(url);
        await dial(`${url}${webSocket}&sid=${sid}`);
        return closed(await dial(`${url}${webSocket}&sid=${sid}`));
      },
    ],
    ...['40', '3probe', '2', ''].map((first) => [
      `a WebSocket that begins with ${first || 'nothing'}`,
      async (url) => {
        const sid = await opens(url);
        const socket = await dial(`${url}${webSocket}&sid=${sid}`);
        socket.says(first);
        await socket.isClosed();
        const polled = send(`${url}${polling}&sid=${sid}`);
        await send(`${url}${polling}&sid=${sid}`, { method: 'POST', body: '40' });
        return { ...(await closed(socket)), body: (await polled).body };
      },
    ]),
    ['CONNECT', hears('40')],
    ['CONNECT with an empty auth', hears('40{}')],
    ['CONNECT to a namespace that is none', hears('40/shop,{"token":"x"}')],
    ['CONNECT to a namespace that has lost its slash', hears('40shop,{"token":"x"}'), ['unreadable CONNECT']],
    ['CONNECT with an auth that is no object', hears('40["x"]'), ['unreadable CONNECT']],
    ['another parser', hears(Buffer.from([0x83, 0xa4])), ['other parsers']],
  ];

  for (const [what, ask, mayDiffer = []] of requests) {
    it(`answers ${what}`, async () => {
      const theirs = await Promise.race([ask(official.url), nothing(what)]);
      const ours = await ask(server.url);
      const unexplained = differences(theirs, ours).filter((difference) => {
        const reasons = [...everywhere, ...mayDiffer].filter((name) => allowed[name].test(difference));
        reasons.forEach((name) => seen.add(name));
        return reasons.length === 0;
      });
      assert.deepEqual(unexplained, []);
    });
  }

  it('differs as often as the list says, and docs/REALTIME.md says why', () => {
    assert.deepEqual(Object.keys(allowed).filter((name) => !seen.has(name)), []);
    for (const name of Object.keys(allowed)) assert.ok(docs.includes(`| ${name} |`), `docs/REALTIME.md explains ${name}`);
  });
});

/** The official server leaves a request unanswered that it does not think its own: nobody waits for that. */
function nothing(what) {
  const isUnanswered = what === 'a path without a slash';
  return isUnanswered ? { status: 'no answer', headers: {}, body: '' } : new Promise(() => {});
}

async function closed(socket) {
  const how = await socket.isClosed();
  socket.leaves();
  return { ...socket, closed: how };
}

/** What differs between two answers, in words. */
function differences(theirs, ours) {
  const parts = (answer) => {
    const headers = Object.entries(answer.headers ?? {}).filter(([name]) => !notCompared.includes(name));
    return {
      status: answer.status,
      body: withoutIds(answer.body),
      ...Object.fromEntries(headers.map(([name, value]) => [`header ${name}`, withoutIds(String(value))])),
      ...(answer.closed ? { closed: JSON.stringify(answer.closed) } : {}),
      ...Object.fromEntries((answer.frames ?? []).map((text, at) => [`frames ${at}`, withoutIds(text)])),
    };
  };
  const [mine, other] = [parts(ours), parts(theirs)];
  const names = new Set([...Object.keys(other), ...Object.keys(mine)]);
  // The length says nothing that the body does not.
  names.delete('header content-length');
  return [...names]
    .filter((name) => other[name] !== mine[name])
    .map((name) => `${name}: ${other[name] ?? 'none'} → ${mine[name] ?? 'none'}`);
}

function withoutIds(text) {
  return String(text ?? '').replace(/"(sid|pid)":"[^"]+"/g, '"$1":"…"');
}
