// Several nodes over one PostgreSQL, each the real binary on a port that it keeps.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { createDatabase } from './database.js';
import { freePort } from './free-port.js';
import { Admin, Customer, Nobody } from './people.js';
import { binary, readyLine } from './server.js';
import { Viewer } from './viewer.js';

/**
 * Starts nodes together, on an empty database: `database` is one of the test's own, `settingsOf` what single nodes have
 * beside the common `settings`.
 */
export async function startNodes(count, { settings = {}, settingsOf = [], database } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'trackroom-nodes-'));
  const own = database ? { url: database.url, drop: async () => {} } : await createDatabase(folder);
  assert.match(own.url, /^postgres/, 'run this by scripts/with-postgres');
  const environment = {
    PATH: process.env.PATH,
    RUST_BACKTRACE: '1',
    RUST_LOG: 'warn',
    DATABASE_URL: own.url,
    JWT_SECRET: randomBytes(32).toString('hex'),
    DEMO_DATA: 'on',
    ...settings,
  };
  const nodes = [];
  for (let n = 0; n < count; n += 1) {
    nodes.push(new Node(await freePort(), folder, { ...environment, ...settingsOf[n] }));
  }
  await Promise.all(nodes.map((node) => node.starts()));
  return new Nodes(nodes, folder, own);
}

class Node {
  log = [];
  #child;

  constructor(port, folder, environment) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.folder = folder;
    this.environment = { ...environment, PORT: String(port) };
  }

  async starts() {
    this.#child = spawn(binary, ['serve'], { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface({ input: this.#child.stderr }).on('line', (line) => this.log.push(line));
    await readyLine(this.#child, this.log);
  }

  async #ends(signal) {
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exit;
  }

  /** `kill -9`. */
  isKilled() {
    return this.#ends('SIGKILL');
  }

  /** What a service manager sends; resolves when the node has ended well. */
  async isTerminated() {
    await this.#ends('SIGTERM');
    assert.equal(this.#child.exitCode, 0, `the node ended badly:\n${this.log.join('\n')}`);
    const panics = this.log.filter((line) => line.includes('panicked at'));
    assert.deepEqual(panics, [], 'a task of the node panicked');
  }

  get pid() {
    return this.#child.pid;
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The value of a metric with these labels. */
  async metric(name) {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    assert.ok(line, `there is no ${name}`);
    return Number(line.slice(name.length + 1));
  }
}

/** The nodes, and the door to everybody who uses them. `url` is where people knock: the first node, unless changed. */
class Nodes {
  #folder;
  #database;
  #viewers = new Set();
  #marker;

  constructor(nodes, folder, database) {
    this.nodes = nodes;
    this.url = nodes[0].url;
    this.#folder = folder;
    this.#database = database;
  }

  admin() {
    return Admin.logsIn(this, 'admin@trackroom.example', 'trackroom-admin');
  }

  customer(name) {
    return Customer.logsIn(this, `${name}@trackroom.example`, 'trackroom-demo');
  }

  nobody() {
    return new Nobody(this);
  }

  viewer(choice, extra) {
    const viewer = new Viewer(this, choice, extra);
    this.#viewers.add(viewer);
    return viewer.connects();
  }

  /** As `Server.marker`. */
  marker() {
    this.#marker ??= (async () => ({ admin: await this.admin(), order: await (await this.customer('meena')).places() }))();
    return this.#marker;
  }

  async stop() {
    for (const viewer of this.#viewers) viewer.closes();
    try {
      for (const node of this.nodes) if (node.isRunning) await node.isTerminated();
    } finally {
      for (const node of this.nodes) if (node.isRunning) await node.isKilled();
      await this.#database.drop();
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}
