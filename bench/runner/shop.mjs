// Trackroom with everything on, and a shop that it can be started with again and again.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Server } from './server.mjs';

const run = promisify(execFile);
const SEED_WITHIN_MS = 300_000;

/** As in production: log-in, event log, offsets, recovery, a durable commit for each change. The limits alone are off. */
const settings = (database, secret) => ({
  APP_ENV: 'production',
  HOST: '127.0.0.1',
  DATABASE_URL: `sqlite://${database}?mode=rwc`,
  JWT_SECRET: secret,
  FRONTEND_URL: 'https://shop.example',
  TRACKING_ACCESS: 'public',
  REQUEST_LIMIT: 'off',
  CONNECTION_LIMIT: 'off',
  LOGIN_LIMIT_PER_ACCOUNT: 'off',
  LOGIN_LIMIT_PER_ADDRESS: 'off',
});

export class Shop {
  /** Makes a shop of so many orders in `folder`, logs an admin and a customer in, and notes which orders can move. */
  static async open({ binary, folder, secret, orders }) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const shop = new Shop(binary, folder, secret);
    await shop.growTo(orders);
    const server = await Server.start({ command: [binary], env: settings(shop.template, secret) });
    try {
      const logIn = async (identifier, password) => {
        const body = JSON.stringify({ email: identifier, password });
        const answer = await fetch(`http://${server.address}/api/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        const { token, message } = await answer.json();
        if (!token) throw new Error(`${identifier} cannot log in: ${message}`);
        return token;
      };
      shop.token = await logIn('admin@trackroom.example', 'trackroom-admin');
      shop.customerToken = await logIn('asha@trackroom.example', 'trackroom-demo');
      const answer = await fetch(`http://${server.address}/api/orders/admin/all`, {
        headers: { authorization: `Bearer ${shop.token}` },
      });
      const listed = (await answer.json()).orders;
      const movable = listed.filter(({ status }) => status !== 'cancelled' && status !== 'refunded');
      await writeFile(shop.ordersFile, movable.map(({ orderId }) => orderId).reverse().join('\n'));
      shop.movable = movable.length;
    } finally {
      await server.stop();
    }
    return shop;
  }

  constructor(binary, folder, secret) {
    this.binary = binary;
    this.folder = folder;
    this.secret = secret;
    this.template = join(folder, 'template.db');
    this.ordersFile = join(folder, 'orders.txt');
  }

  /** Adds made-up orders to the shop itself until there are so many. */
  async growTo(orders) {
    const env = { PATH: process.env.PATH, ...settings(this.template, this.secret) };
    await run(this.binary, ['seed', '--orders', String(orders)], { env, timeout: SEED_WITHIN_MS });
  }

  /** A server with a copy of the shop. */
  async start(cpus, more = {}) {
    const copy = join(this.folder, 'copy.db');
    for (const suffix of ['', '-wal', '-shm']) {
      await rm(copy + suffix, { force: true });
      if (existsSync(this.template + suffix)) await copyFile(this.template + suffix, copy + suffix);
    }
    return Server.start({ command: [this.binary], env: { ...settings(copy, this.secret), ...more }, cpus });
  }

  /** A server with the shop itself, not a copy: for one that has grown large. */
  async startItself(cpus) {
    return Server.start({ command: [this.binary], env: settings(this.template, this.secret), cpus });
  }

  /** What the load needs to be let in. */
  get credentials() {
    return [
      ...['--token', this.token, '--orders-file', this.ordersFile],
      ...['--auth', JSON.stringify({ token: this.customerToken })],
      ...['--admin-auth', JSON.stringify({ token: this.token })],
    ];
  }
}
