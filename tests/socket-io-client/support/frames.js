// A WebSocket opened by hand: what the handshake answers, and every frame that follows.

import { once } from 'node:events';
import { request } from 'node:http';

import { webSocketHandshake } from './raw.js';
import { until } from './until.js';

/**
 * Asks for a WebSocket; headers that are `undefined` are left out. Resolves with `{ status, headers, body }`, and with
 * `frames`, `says` and `ends` as well if it was opened.
 */
export async function dial(url, headers = {}, method = 'GET') {
  const asked = Object.entries({ ...webSocketHandshake, ...headers }).filter(([, value]) => value !== undefined);
  const outgoing = request(url, { method, headers: Object.fromEntries(asked), agent: false });
  outgoing.end();
  const opened = once(outgoing, 'upgrade').then(([response, socket, head]) => ({ response, socket, head }));
  const refused = once(outgoing, 'response').then(([response]) => ({ response }));
  const { response, socket, head } = await Promise.race([opened, refused]);
  [opened, refused].forEach((other) => other.catch(() => {}));
  const answer = { status: response.statusCode, headers: response.headers };
  if (!socket) {
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { ...answer, body };
  }

  const frames = [];
  let received = head;
  let isOver = false;
  const read = (data) => {
    received = Buffer.concat([received, data]);
    for (let frame = firstOf(received); frame; frame = firstOf(received)) {
      frames.push(frame);
      received = received.subarray(frame.length);
    }
  };
  read(Buffer.alloc(0));
  // One that a test forgets keeps nobody up.
  socket.unref();
  socket.on('data', read);
  socket.on('error', () => {});
  socket.on('close', () => (isOver = true));
  const closing = () => frames.find(({ opcode }) => opcode === 8);
  return {
    ...answer,
    body: '',
    /** The text frames so far. */
    texts: () => frames.filter(({ opcode }) => opcode === 1).map(({ payload }) => payload.toString()),
    says: (payload) => socket.write(masked(payload)),
    isClosing: () => Boolean(closing()) || isOver,
    /** Resolves with what the close frame says: `{ status, reason }`. */
    isClosed: () =>
      until('the server closes', () => {
        const { payload } = closing() ?? {};
        if (payload) return payload.length ? { status: payload.readUInt16BE(), reason: payload.toString('utf8', 2) } : {};
        return isOver && { status: 'no close frame' };
      }),
    leaves: () => socket.destroy(),
  };
}

/** The first whole frame, unmasked as a server's are. */
function firstOf(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes[1];
  const header = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < header) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < header + size) return undefined;
  return { opcode: bytes[0] & 15, payload: bytes.subarray(header, header + size), length: header + size };
}

/** A frame as a client sends it, masked with zeros: of text, or of bytes. */
function masked(payload) {
  const bytes = Buffer.from(payload);
  const size = bytes.length < 126 ? Buffer.from([0x80 | bytes.length]) : Buffer.alloc(3);
  if (bytes.length >= 126) {
    size[0] = 0x80 | 126;
    size.writeUInt16BE(bytes.length, 1);
  }
  return Buffer.concat([Buffer.from([typeof payload === 'string' ? 0x81 : 0x82]), size, Buffer.alloc(4), bytes]);
}
