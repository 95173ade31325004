// The official server, with a shop of one kind of event: what ours is compared with.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { Server } from 'socket.io';

/** Starts it on a free port; `options` are the library's. */
export async function officialServer(options = {}) {
  const http = createServer();
  const io = new Server(http, { serveClient: false, ...options });
  io.on('connection', (socket) => {
    socket.on('join-order-tracking', (order, ack) => {
      socket.join(`order-${order}`);
      ack({ ok: true });
    });
    socket.on('leave-order-tracking', (order, ack) => {
      socket.leave(`order-${order}`);
      ack({ ok: true });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    /** Tells everybody who follows the order. */
    announces: (order, payload) => io.to(`order-${order}`).emit('order-status-updated', payload),
    stop: () => {
      const closed = io.close();
      // Nobody waits for requests that it does not answer.
      http.closeAllConnections();
      return closed;
    },
  };
}
