// The real server binary, started on a free port with a fresh database, and stopped again.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { createDatabase } from './database.js';
import { isSecret, keepForScan, logLevel } from './log-scan.js';
import { Admin, Customer, Nobody } from './people.js';
import { Viewer } from './viewer.js';

/** The program. */
export const binary =
  process.env.TRACKROOM_BIN ?? fileURLToPath(new URL('../../../target/debug/trackroom', import.meta.url));
const startsWithin = 60_000;
const stopsWithin = 30_000;

/**
 * Starts a server with demo data in development mode.
 *
 * @param {{ settings?: Record<string, string>, orders?: number, database?: { url: string }, through?: string[] }} options
 *   environment on top of the usual one, how many made-up orders the database holds before the server starts, a database
 *   of the test's own, and a command that becomes the server
 */
export async function startServer({ settings = {}, orders = 0, database: own, through = [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'trackroom-socket-io-client-'));
  const database = own ? { url: own.url, drop: async () => {} } : await createDatabase(folder);
  const environment = {
    PATH: process.env.PATH,
    RUST_BACKTRACE: '1',
    RUST_LOG: logLevel,
    APP_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: database.url,
    JWT_SECRET: randomBytes(32).toString('hex'),
    DEMO_DATA: 'on',
    ...settings,
  };
  isSecret(environment.JWT_SECRET);
  if (orders > 0) await runToEnd(['seed', '--orders', String(orders)], folder, environment);

  const log = [];
  const start = () => {
    // In its own folder no settings file of the developer's is found.
    const [program, ...arguments_] = [...through, binary, 'serve'];
    const child = spawn(program, arguments_, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface({ input: child.stderr }).on('line', (line) => {
      keepForScan(line);
      if (!/ (DEBUG|INFO) /.test(line)) log.push(line);
    });
    return child;
  };
  const child = start();
  const url = await readyLine(child, log);
  return new Server({ url, child, start, log, folder, database });
}

/** Resolves with the address that a starting program names. */
export async function readyLine(child, log) {
  let alarm;
  try {
    return await new Promise((resolve, reject) => {
      const fails = (why) => reject(new Error(`${why}:\n${log.join('\n')}`));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const match = /^trackroom is ready at (http:\/\/\S+)$/.exec(line);
        if (match) resolve(match[1]);
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => fails(`the server ended with ${code ?? signal} before it was ready`));
      alarm = setTimeout(() => {
        child.kill('SIGKILL');
        fails(`the server was not ready within ${startsWithin} ms`);
      }, startsWithin);
    });
  } finally {
    clearTimeout(alarm);
  }
}

async function runToEnd(arguments_, cwd, env) {
  const child = spawn(binary, arguments_, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (data) => (log += data));
  const [code] = await once(child, 'exit');
  assert.equal(code, 0, `trackroom ${arguments_.join(' ')} failed:\n${log}`);
}

/** A running server, and the door to everybody who uses it. */
export class Server {
  #child;
  #start;
  #folder;
  #database;
  #viewers = new Set();
  #marker;

  constructor({ url, child, start, log, folder, database }) {
    this.url = url;
    this.log = log;
    this.#child = child;
    this.#start = start;
    this.#folder = folder;
    this.#database = database;
  }

  get pid() {
    return this.#child.pid;
  }

  /** The demo shop's admin, logged in. */
  admin() {
    return Admin.logsIn(this, 'admin@trackroom.example', 'trackroom-admin');
  }

  /** One of the demo shop's customers (asha, ravi, meena), logged in. */
  customer(name) {
    return Customer.logsIn(this, `${name}@trackroom.example`, 'trackroom-demo');
  }

  /** Somebody without an account. */
  nobody() {
    return new Nobody(this);
  }

  /** A connected socket; `choice` is one of `transport-choices.js`, `extra` goes into the client's options, its `url` is a way round. */
  viewer(choice, extra) {
    return this.#newViewer(choice, extra).connects();
  }

  /** A socket that is still about to connect. */
  dialling(choice, extra) {
    return this.#newViewer(choice, extra).dials();
  }

  #newViewer(choice, extra) {
    const viewer = new Viewer(this, choice, extra);
    this.#viewers.add(viewer);
    return viewer;
  }

  /** A socket that the server is expected to refuse: resolves with the refusal. */
  async refuses(choice, extra = {}) {
    return this.#newViewer(choice, { reconnection: false, ...extra }).isRefused();
  }

  /** An order that only serves to see how far a socket has heard: see `Viewer.catchesUp`. */
  marker() {
    this.#marker ??= (async () => {
      const admin = await this.admin();
      const customer = await this.customer('meena');
      return { admin, order: await customer.places() };
    })();
    return this.#marker;
  }

  /** The server is killed without a warning, and another one started on its database. Its address changes. */
  async isKilledAndStartedAgain() {
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
    this.#child = this.#start();
    this.url = await readyLine(this.#child, this.log);
  }

  /** The server answers, and none of its tasks has panicked. */
  async isWell() {
    assert.equal(this.#child.exitCode ?? this.#child.signalCode, null, `the server ended:\n${this.log.join('\n')}`);
    const health = await this.nobody().get('/health');
    assert.equal(health.status, 'ok');
    assert.equal(health.database, 'connected');
    this.#hasNotPanicked();
  }

  /** Closes every socket, ends the server as an operator would, and checks that it went quietly. */
  async stop() {
    for (const viewer of this.#viewers) viewer.closes();
    try {
      if (this.#child.exitCode === null && this.#child.signalCode === null) {
        const exit = once(this.#child, 'exit');
        this.#child.kill('SIGTERM');
        const stopped = await Promise.race([exit, pause(stopsWithin, 'late', { ref: false })]);
        if (stopped === 'late') this.#child.kill('SIGKILL');
        assert.notEqual(stopped, 'late', `the server did not stop within ${stopsWithin} ms of SIGTERM`);
      }
      assert.equal(this.#child.exitCode, 0, `the server ended badly:\n${this.log.join('\n')}`);
      this.#hasNotPanicked();
    } finally {
      await this.#database.drop();
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  #hasNotPanicked() {
    const panics = this.log.filter((line) => line.includes('panicked at'));
    assert.deepEqual(panics, [], `a task of the server panicked:\n${this.log.join('\n')}`);
  }
}
