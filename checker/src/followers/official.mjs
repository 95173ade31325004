// Followers on the official client, configured as the shop's front end configures it. Reads who they are from the first
// line of its standard input, and reports all that happens to them, one JSON object a line.

import { createInterface } from 'node:readline';

import { io } from 'socket.io-client';

/** After which a join that was made just before a loss has surely been kept, in milliseconds. */
const settlesWithin = 1000;
/** Until somebody presses reload, or a refused join is made again. */
const pause = 1000;

const report = (kind, who, more) => process.stdout.write(`${JSON.stringify({ kind, who, ...more })}\n`);

function follow({ url, orders, transports, acknowledged }, who) {
  const socket = io(url, { transports, forceNew: true, reconnectionAttempts: 5, reconnectionDelayMax: 5000 });
  const seqs = new Map();
  let first = true;
  let joinedAt = 0;
  let lostAt = 0;

  /** Joins; with `since` it asks for what it missed. */
  function join(order, since) {
    report('asked', who, { order });
    const again = (answer) => {
      if (answer) report('refused', who, { order, code: answer.error?.code ?? null });
      setTimeout(() => socket.connected && join(order, since), pause);
    };
    if (!acknowledged && since === undefined) {
      // Messages are handled in order: when the second is answered, the first has been done.
      socket.emit('join-order-tracking', order);
      socket.timeout(10_000).emit('leave-order-tracking', 'ORD99999999', (error, answer) => {
        if (error || !answer.ok) return again(answer);
        joinedAt = Date.now();
        report('joined', who, { order, seq: null, since: null, missed: [], complete: false });
      });
      return;
    }
    const argument = since === undefined ? order : { orderId: order, since };
    socket.timeout(10_000).emit('join-order-tracking', argument, (error, answer) => {
      if (error || !answer.ok) return again(answer);
      joinedAt = Date.now();
      seqs.set(order, Math.max(answer.order.seq, seqs.get(order) ?? 0));
      const { events = [], complete = false } = answer;
      report('joined', who, { order, seq: answer.order.seq, since: since ?? null, missed: events, complete });
    });
  }

  socket.on('connect', () => {
    report('connected', who, { recovered: socket.recovered, first });
    if (!socket.recovered) {
      for (const order of orders) join(order);
    } else if (lostAt - joinedAt < settlesWithin) {
      for (const order of orders) join(order, seqs.get(order) ?? 1);
    }
    first = false;
  });
  socket.on('disconnect', (reason) => {
    lostAt = Date.now();
    report('lost', who);
    if (reason !== 'io server disconnect') return;
    report('turnedAway', who, { why: 'told to disconnect' });
    setTimeout(() => socket.connect(), pause);
  });
  socket.on('connect_error', (error) => {
    // While it is active the library tries again by itself.
    if (socket.active) return;
    report('turnedAway', who, { why: error.message });
    setTimeout(() => socket.connect(), pause);
  });
  socket.io.on('reconnect_failed', () => {
    report('gaveUp', who);
    setTimeout(() => socket.connect(), pause);
  });
  socket.onAny((name, payload, ...rest) => {
    if (name !== 'order-status-updated') return;
    seqs.set(payload.orderId, Math.max(payload.seq, seqs.get(payload.orderId) ?? 0));
    const offset = rest.at(-1);
    report('event', who, { payload, offset: typeof offset === 'string' ? offset : null });
  });
}

const input = createInterface({ input: process.stdin });
input.once('line', (line) => JSON.parse(line).forEach(follow));
input.once('close', () => process.exit(0));
