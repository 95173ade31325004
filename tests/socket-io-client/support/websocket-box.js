// A box between clients and a server that lets requests pass and treats WebSocket in its own manner, as some of the
// world's proxies, firewalls and virus scanners do. It counts the polls that pass.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const passes = () => 'pass';
const swallowsFrom = (...stages) => (stage) => (stages.includes(stage) ? 'swallow' : 'pass');
const closesAt = (...stages) => (stage) => (stages.includes(stage) ? 'close' : 'pass');

/**
 * What a box does with the bytes of a WebSocket, by where it stands: its `request`, the server's `answer` (the 101), and
 * frames, the `client`'s and the `server`'s.
 */
export const manners = {
  'lets everything through': passes,
  'swallows the handshake': swallowsFrom('request', 'answer', 'client', 'server'),
  'swallows the answer to the handshake': swallowsFrom('answer', 'client', 'server'),
  'swallows all frames': swallowsFrom('client', 'server'),
  'swallows what the client says': swallowsFrom('client'),
  'swallows what the server says': swallowsFrom('server'),
  'closes at once': closesAt('request'),
  'closes instead of the answer': closesAt('answer'),
  'closes at the first frame': closesAt('client'),
  'closes when the probe is answered': closesAt('server'),
};

/** Listens on a free port and passes bytes to `url` and back. */
export async function webSocketBox(url, manner) {
  const { hostname, port } = new URL(url);
  const open = new Set();
  let polls = 0;

  const box = createServer((client) => {
    const server = connect(Number(port), hostname);
    let isWebSocket = false;
    let requested = false;
    let answered = false;
    const ends = () => {
      client.destroy();
      server.destroy();
    };
    const treat = (stage, data, to) => {
      const treatment = isWebSocket ? manner(stage) : 'pass';
      if (treatment === 'close') ends();
      else if (treatment === 'pass') to.write(data);
    };
    client.on('data', (data) => {
      const text = data.toString('latin1');
      isWebSocket ||= /^upgrade: *websocket/im.test(text);
      polls += text.match(/^GET \S*transport=polling\S*sid=/gm)?.length ?? 0;
      treat(requested && isWebSocket ? 'client' : 'request', data, server);
      requested = isWebSocket;
    });
    server.on('data', (data) => {
      treat(answered ? 'server' : 'answer', data, client);
      answered = isWebSocket;
    });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      open.add(from);
      from.setNoDelay(true);
      // Who swallows frames swallows the end of the connection as well.
      from.on('end', () => !(isWebSocket && manner(from === client ? 'client' : 'server') === 'swallow') && to.end());
      from.on('error', ends);
      from.on('close', () => open.delete(from));
    }
  });
  box.listen(0, '127.0.0.1');
  await once(box, 'listening');

  return {
    url: `http://127.0.0.1:${box.address().port}`,
    /** How many polls have passed. */
    polls: () => polls,
    close() {
      for (const socket of open) socket.destroy();
      box.close();
    },
  };
}
