// `socket._pid` is what the official client keeps of the recovery id.
import assert from 'node:assert/strict';
import { connect, follow, once, post, publish, transportOf, until } from './lib.mjs';

// Connected, with the id of this very socket, and events arrive.
const isWell = async (socket) => {
  assert.equal(socket._pid, `pid of ${socket.id}`);
  const news = await follow(socket, `room of ${socket._pid}`);
  const last = await publish(`room of ${socket._pid}`, 3);
  await until(() => news.last === last);
  assert.deepEqual(news.wrong, []);
  assert.equal(socket._lastOffset, String(last));
};

const stories = {
  async websocket() {
    const socket = connect('websocket', { extraHeaders: { 'x-visitor': 'asha' } });
    await once(socket, 'connect');
    assert.equal(await socket.emitWithAck('who'), 'asha');
    assert.equal(await socket.emitWithAck('direct'), true);
    await isWell(socket);
    return socket;
  },

  async polling() {
    const socket = connect('polling', { extraHeaders: { 'x-visitor': 'ravi' } });
    await once(socket, 'connect');
    assert.equal(await socket.emitWithAck('who'), 'ravi');
    assert.equal(await socket.emitWithAck('direct'), false);
    await isWell(socket);
    return socket;
  },

  async 'polling-then-websocket'() {
    const socket = connect('polling,websocket', { extraHeaders: { 'x-visitor': 'meena' } });
    await once(socket, 'connect');
    const before = socket._pid;
    await until(() => transportOf(socket) === 'websocket');
    assert.equal(socket._pid, before);
    await isWell(socket);
    assert.equal(await socket.emitWithAck('direct'), true);
    assert.equal(await socket.emitWithAck('who'), 'meena');
    return socket;
  },

  async 'connect-after-the-move'() {
    const socket = connect('polling,websocket', { auth: { wait: true } });
    await once(socket.io, 'open');
    await until(() => transportOf(socket) === 'websocket');
    assert.equal(socket.connected, false);
    await post('/release');
    await once(socket, 'connect');
    await isWell(socket);
    return socket;
  },
};

const socket = await stories[process.argv[3]]();
socket.close();
