// A line between two parties that breaks when a test wants it: cut with a bang, or dead without a word.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Listens on a free port and passes bytes to whatever `address()` says and back. */
export async function breakableLine(address) {
  const pairs = new Set();
  let isCut = false;
  let isSilent = false;

  const line = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const { hostname, port } = new URL(address());
    const server = connect(Number(port), hostname);
    const pair = { client, server, isDead: isSilent };
    pairs.add(pair);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      from.setNoDelay(true);
      from.on('data', (data) => pair.isDead || to.write(data));
      from.on('end', () => pair.isDead || to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => pair.isDead || to.destroy());
    }
    client.on('close', () => pair.isDead || pairs.delete(pair));
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');

  return {
    url: `http://127.0.0.1:${line.address().port}`,
    /** Ends every connection and takes no new ones. */
    isCut() {
      isCut = true;
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      pairs.clear();
    },
    /** Takes connections again. */
    isMended() {
      isCut = false;
      isSilent = false;
    },
    /** Takes no new connections; those there are stay as they are. */
    takesNoMore() {
      isCut = true;
    },
    /** Nothing passes any more, and nobody is told: not on the connections there are, nor on new ones until it is mended. */
    fallsSilent() {
      isSilent = true;
      for (const pair of pairs) pair.isDead = true;
    },
    /** The clients' ends break; the server does not notice, and hears and is heard no more. New connections pass. */
    diesUnnoticed() {
      for (const pair of pairs) {
        pair.isDead = true;
        pair.client.destroy();
      }
    },
    close() {
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      line.close();
    },
  };
}
