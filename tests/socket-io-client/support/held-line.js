// A line between clients and the server that lets requests pass and holds WebSocket back until it is told to let go: so
// an upgrade happens when a test wants it.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** How late bytes are on a WebSocket, in milliseconds: an upgrade takes a while. */
const delay = 20;

/** Listens on a free port and passes bytes to `url` and back. */
export async function heldLine(url) {
  const { hostname, port } = new URL(url);
  const open = new Set();
  let free = Promise.resolve();
  let letGo = () => {};

  const line = createServer((client) => {
    const server = connect(Number(port), hostname);
    let isWebSocket = false;
    client.once('data', (head) => {
      isWebSocket = /^upgrade: *websocket/im.test(head.toString('latin1'));
    });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      let passed = Promise.resolve();
      const pass = (what) => {
        const held = isWebSocket ? free.then(() => pause(delay)) : Promise.resolve();
        passed = Promise.all([passed, held]).then(() => !to.destroyed && what());
      };
      open.add(from);
      from.setNoDelay(true);
      from.on('data', (data) => pass(() => to.write(data)));
      from.on('end', () => pass(() => to.end()));
      from.on('error', () => to.destroy());
      from.on('close', () => open.delete(from));
    }
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');

  return {
    url: `http://127.0.0.1:${line.address().port}`,
    holdsWebSocket() {
      free = new Promise((resolve) => (letGo = resolve));
    },
    letsGo: () => letGo(),
    close() {
      letGo();
      for (const socket of open) socket.destroy();
      line.close();
    },
  };
}
