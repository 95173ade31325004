// A socket as a person behind a screen uses it: it follows orders and remembers all it hears.

import assert from 'node:assert/strict';

import { io } from 'socket.io-client';

import { isSecret } from './log-scan.js';
import { until } from './until.js';

const answersWithin = 15_000;
let markers = 0;

export class Viewer {
  /** Every event in the order of arrival: `{ name, payload, offset, transport }`. */
  heard = [];
  /** Why the connection was lost, each time it was. */
  losses = [];

  #server;
  #url;
  #options;
  #ignored = new Set();
  #socket;

  constructor(server, choice, { url = server.url, ...extra } = {}) {
    this.#server = server;
    this.#url = url;
    this.#options = { ...choice.options, ...extra };
  }

  /** Starts to connect, and does not wait for it. */
  dials() {
    this.#open();
    return this;
  }

  async connects() {
    this.#open();
    let refusal;
    this.#socket.on('connect_error', (error) => (refusal = error));
    await until('the socket is connected', () => this.#socket.connected, {
      describe: () => (refusal ? `the last refusal: ${refusal.message}` : ''),
    });
    return this;
  }

  /** Resolves with the error with which the server keeps this socket out. */
  async isRefused() {
    this.#open();
    try {
      return await new Promise((resolve, reject) => {
        this.#socket.once('connect_error', resolve);
        this.#socket.once('connect', () => reject(new Error('the server let a socket in that it should have refused')));
      });
    } finally {
      this.closes();
    }
  }

  #open() {
    this.#socket = io(this.#url, this.#options);
    this.#socket.on('connect', () => isSecret(this.#socket.id, this.#socket._pid, this.#socket.io.engine.id));
    this.#socket.on('disconnect', (reason) => this.losses.push(reason));
    this.#socket.onAny((name, payload, ...rest) => {
      this.heard.push({ name, payload, offset: rest.at(-1), arguments: 1 + rest.length, transport: this.transport });
    });
  }

  get isConnected() {
    return this.#socket.connected;
  }

  /** Whether the connection is an earlier one's session, recovered. */
  get hasRecovered() {
    return this.#socket.recovered;
  }

  /** The name of the transport in use: `polling` or `websocket`. */
  get transport() {
    return this.#socket.io.engine.transport.name;
  }

  /** The recovery id that the server gave, if it gave one. */
  get recoveryId() {
    return this.#socket._pid;
  }

  /** Connects once more after the server has sent it away or refused it; resolves with the refusal, or with nothing. */
  comesBack() {
    return new Promise((resolve) => {
      this.#socket.once('connect', () => resolve());
      this.#socket.once('connect_error', resolve);
      this.#socket.connect();
    });
  }

  /** Closes for good. */
  closes() {
    this.#socket?.disconnect();
  }

  // --- talking ------------------------------------------------------------------------------------------------------

  /** Sends an event and resolves with the server's answer. */
  asks(event, ...what) {
    return this.#socket.timeout(answersWithin).emitWithAck(event, ...what);
  }

  /** Sends an event without asking for an answer. */
  tells(event, ...what) {
    this.#socket.emit(event, ...what);
  }

  async follows(order, more) {
    const answer = await this.asks('join-order-tracking', more ? { orderId: idOf(order), ...more } : idOf(order));
    assert.equal(answer.ok, true, `could not follow ${idOf(order)}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async leaves(order) {
    const answer = await this.asks('leave-order-tracking', idOf(order));
    assert.deepEqual(answer, { ok: true });
  }

  /** The admin's command; resolves with the answer, be it a refusal. */
  commands(order, status, more = {}, { within = answersWithin } = {}) {
    return this.#socket.timeout(within).emitWithAck('admin-status-update', { orderId: idOf(order), status, ...more });
  }

  // --- hearing ------------------------------------------------------------------------------------------------------

  /** The status changes heard so far, of one order or of all. */
  changes(order) {
    return this.heardOf('order-status-updated').filter(
      ({ payload }) => (order ? payload.orderId === idOf(order) : !this.#ignored.has(payload.orderId)),
    );
  }

  heardOf(name) {
    return this.heard.filter((event) => event.name === name);
  }

  /** Resolves with the first change of the order to this status. */
  sees(order, status, options) {
    return until(
      `${idOf(order)} is seen to be ${status}`,
      () => this.changes(order).find(({ payload }) => payload.status === status),
      { describe: () => `heard: ${JSON.stringify(this.heard.slice(-10))}`, ...options },
    );
  }

  /** Resolves with the first event of this name. */
  hears(name, isMeant = () => true) {
    return until(`${name} is heard`, () => this.heardOf(name).find(isMeant), {
      describe: () => `heard: ${JSON.stringify(this.heard.slice(-10))}`,
    });
  }

  /**
   * Waits until everything that was committed before this call and that this socket should hear has been heard: the
   * server announces its log in order, so a change made now is heard after all of that.
   */
  async catchesUp(options) {
    const { admin, order } = await this.#server.marker();
    this.#ignored.add(order.orderId);
    const answer = await this.asks('join-order-tracking', order.orderId);
    assert.equal(answer.ok, true, `could not follow the marker: ${JSON.stringify(answer)}`);
    const trackingNumber = `MARK${(markers += 1)}`;
    await admin.moves(order, 'confirmed', { trackingNumber });
    await until(
      'the socket has caught up',
      () => this.changes(order).some(({ payload }) => payload.trackingNumber === trackingNumber),
      options,
    );
  }
}

function idOf(order) {
  return typeof order === 'string' ? order : order.orderId;
}
