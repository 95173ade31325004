// Events sent by the server before CONNECT is answered arrive after it, in order.
import assert from 'node:assert/strict';
import { connect, once, until } from './lib.mjs';

for (const transports of ['websocket', 'polling', 'polling,websocket']) {
  const socket = connect(transports, { auth: { wait: false, greet: 5 } });
  const heard = [];
  socket.on('connect', () => heard.push('connect'));
  socket.on('greeting', (n) => heard.push(n));
  await once(socket, 'connect');
  await until(() => heard.length === 6);
  assert.deepEqual(heard, ['connect', 1, 2, 3, 4, 5], transports);
  socket.close();
}
