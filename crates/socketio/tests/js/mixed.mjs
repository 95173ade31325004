// Websocket, polling and moving clients join one after the other under a stream of events, while the
// library sends events and answers of its own to the same sockets.
import assert from 'node:assert/strict';
import { connect, follow, once, publish, transportOf, until } from './lib.mjs';

const clients = Number(process.argv[3]);
const kinds = ['websocket', 'polling', 'polling,websocket'];

let streaming = true;
let last = 0;
const stream = (async () => {
  while (streaming) {
    last = await publish('room', 5);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
})();

const joining = [];
for (let i = 0; i < clients; i++) {
  const kind = kinds[i % 3];
  const socket = connect(kind);
  const state = { kind, library: [], answers: 0, disconnects: 0 };
  socket.on('library', ({ i, pad }) => {
    assert.equal(pad.length, 500);
    state.library.push(i);
    if (i % 20 === 19 && i < 199) socket.emit('library-events', i + 1);
  });
  socket.on('disconnect', (reason, details) => {
    state.disconnects++;
    console.error(state.kind, reason, details?.message, details?.description, details?.context?.status, details?.context?.responseText);
  });
  await once(socket, 'connect');
  for (let k = 0; k < 20; k++) socket.emit('library-ack', () => state.answers++);
  await until(() => state.answers === 20);
  socket.emit('library-events', 0);
  joining.push(follow(socket, 'room').then((news) => ({ socket, state, news })));
}
const followers = await Promise.all(joining);
const all = (condition) =>
  until(
    () => followers.every(condition),
    () => followers.filter((follower) => !condition(follower)).map(({ socket, state, news }) => [state, news, transportOf(socket)]),
  );
await all(({ state }) => state.library.length === 200);
await all(({ socket, state }) => transportOf(socket) === state.kind.split(',').at(-1));
const moved = await publish('room', 50);
await all(({ news }) => news.last >= moved);
streaming = false;
await stream;
await all(({ news }) => news.last === last);
for (const { socket, state, news } of followers) {
  assert.deepEqual(news.wrong, [], `${state.kind}: lost, doubled or out of order`);
  assert.equal(news.early, 0, `${state.kind}: an event came before the answer`);
  assert.deepEqual(state.library, Array.from({ length: 200 }, (_, i) => i), state.kind);
  assert.equal(state.disconnects, 0, state.kind);
  // Polling clients never are direct, the others always in the end.
  assert.equal(await socket.emitWithAck('direct'), state.kind !== 'polling', state.kind);
  socket.close();
}
