// What the stories share.
import assert from 'node:assert/strict';
import { io } from 'socket.io-client';

export const url = process.argv[2];

export const connect = (transports, options = {}) =>
  io(url, { transports: transports.split(','), forceNew: true, reconnectionDelay: 20, reconnectionDelayMax: 40, ...options });

// Waits for an event of a socket, an engine or a manager.
export const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

// Waits until a condition holds; `state` tells what was there instead.
export const until = async (condition, state = () => condition) => {
  const patience = Date.now() + 50_000;
  while (!(await condition())) {
    if (Date.now() > patience) throw new Error(`waited in vain: ${JSON.stringify(state()) ?? condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

export const post = async (path, body) => {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  assert.equal(response.status, 200, `${path}: ${response.status}`);
  return response.text();
};

export const publish = async (room, count = 1, pad = 0) => Number(await post('/publish', { room, count, pad }));

// Joins a room and keeps its news: `news.last` is the last number, and any that is not the next one
// after the answer's position is a failure.
export const follow = async (socket, room) => {
  const news = { answered: false, last: undefined, early: 0, wrong: [], count: 0 };
  socket.on('news', ({ n }, offset) => {
    if (!news.answered) news.early++;
    if (n !== news.last + 1 || offset !== String(n)) news.wrong.push([news.last, n, offset]);
    news.last = n;
    news.count++;
  });
  // Not a promise: its continuation would run after events of the same read.
  await new Promise((resolve) => {
    socket.emit('join', room, ({ at }) => {
      news.answered = true;
      news.last = at;
      resolve();
    });
  });
  return news;
};

export const transportOf = (socket) => socket.io.engine.transport.name;
