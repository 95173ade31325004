// A line between a client and the server on which everything takes a while.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Listens on a free port and passes bytes to `url` and back, each `delay` ms late. Returns `{ url, close }`. */
export async function slowLine(url, delay) {
  const { hostname, port } = new URL(url);
  const open = new Set();
  const line = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      open.add(from);
      from.setNoDelay(true);
      from.on('data', (data) => setTimeout(() => to.writable && to.write(data), delay));
      from.on('end', () => setTimeout(() => to.end(), delay));
      from.on('error', () => to.destroy());
      from.on('close', () => open.delete(from));
    }
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  return {
    url: `http://127.0.0.1:${line.address().port}`,
    close: () => {
      for (const socket of open) socket.destroy();
      line.close();
    },
  };
}
