// Many events at once to healthy readers. Moving clients get them while they move.
import assert from 'node:assert/strict';
import { connect, follow, once, publish, until } from './lib.mjs';

const [transports, clients, events] = [process.argv[3], Number(process.argv[4]), Number(process.argv[5])];
const followers = await Promise.all(
  Array.from({ length: clients }, async () => {
    const socket = connect(transports);
    let disconnects = 0;
    socket.on('disconnect', () => disconnects++);
    await once(socket, 'connect');
    const news = await follow(socket, 'room');
    return { socket, news, disconnects: () => disconnects };
  }),
);
const last = await publish('room', events);
await until(() => followers.every(({ news }) => news.last === last));
for (const { socket, news, disconnects } of followers) {
  assert.deepEqual(news.wrong, []);
  assert.equal(news.count, events);
  assert.equal(disconnects(), 0);
  socket.close();
}
