// Cut by the server, the client notices, comes back by itself as someone new, and gets events again.
import assert from 'node:assert/strict';
import { connect, follow, once, post, publish, transportOf, until } from './lib.mjs';

const transports = process.argv[3];
const socket = connect(transports);
await once(socket, 'connect');
await until(() => transportOf(socket) === transports.split(',').at(-1));
await publish('room');
const before = socket.id;
const disconnected = once(socket, 'disconnect');
const connected = once(socket, 'connect');
await post(`/kill?sid=${before}`);
const reason = await disconnected;
assert.ok(['transport close', 'transport error'].includes(reason), reason);
await connected;
assert.notEqual(socket.id, before);
assert.equal(socket._pid, `pid of ${socket.id}`);
const news = await follow(socket, 'room');
const last = await publish('room', 10);
await until(() => news.last === last);
assert.deepEqual(news.wrong, []);
socket.close();
