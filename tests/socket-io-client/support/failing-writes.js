// The story of writes that fail for a moment, whatever makes them fail: what was answered is kept, what was refused says
// why, everybody who follows is told everything once and in order, and nobody restarts anything.

import assert from 'node:assert/strict';

import { until } from './until.js';

const patience = { within: 120_000 };
let changes = 0;

/**
 * Tells it.
 *
 * @param {{ begins: () => Promise<void>, stays?: () => Promise<void>, ends: () => Promise<void>, isCut?: boolean }} fault
 *   `stays` brings it back when it has gone by itself, as a full disk does when the database tidies up; the last says that it
 *   cuts connections: what was refused may be in the log, which nobody could know, and the next one may be well
 * @param shop the server, or the nodes
 * @param database what another process can see of it: `log()`
 * @param admins one at each node
 * @param choices how the screens connect
 */
export async function writesFail(fault, { shop, database, admins, customer, choices }) {
  const order = await customer.places();
  const cart = [{ product: (await customer.catalogue())[0], quantity: 1 }];
  const shown = await customer.isShownTotalOf(cart);
  const urls = admins.map(({ server }) => server.url);
  const screens = [];
  for (const [n, choice] of choices.entries()) {
    const screen = await shop.viewer(choice, { url: urls[n % urls.length], ...admins[0].auth });
    await screen.follows(order);
    screens.push(screen);
  }
  const answers = [];
  let turn = 0;
  const change = async () => {
    const admin = admins[(turn += 1) % admins.length];
    const trackingNumber = `FAIL${(changes += 1)}`;
    const path = `/orders/admin/${order.orderId}/status`;
    const { status, body } = await admin.tries('PUT', path, { status: 'shipped', trackingNumber });
    answers.push({ trackingNumber, status, code: body.code, seq: body.order?.seq });
    return status === 200;
  };
  // By the other doors: nobody is told that something of the server's own is broken.
  const byOtherDoors = async () => {
    const placed = await customer.checksOut(cart, { shown });
    const login = { identifier: 'ravi@trackroom.example', password: 'trackroom-demo' };
    const logIn = await customer.tries('POST', '/auth/login', login);
    // One statement alone, which answers with what it has written.
    const name = `Asha ${(changes += 1)}`;
    const renaming = await customer.tries('PUT', '/auth/profile', { name });
    for (const { status, body } of [placed, logIn, renaming]) refusedWell(status, body.code);
    const trackingNumber = `FAIL${(changes += 1)}`;
    const { ok, order: moved, error } = await screens[0].commands(order, 'shipped', { trackingNumber }, patience);
    answers.push({ trackingNumber, status: ok ? 200 : 503, code: error?.code, seq: moved?.seq });
    return { placed: placed.body.order, token: logIn.body.token, name: renaming.status === 200 && name };
  };
  assert.ok(await change());

  let meanwhile;
  await fault.begins();
  try {
    await until('a change is refused', async () => !(await change()), patience);
    const isNoPlace = async () => {
      await fault.stays?.();
      return !(await areReady(urls));
    };
    if (!fault.isCut) await until('a node says: send requests elsewhere', isNoPlace, patience);
    meanwhile = await byOtherDoors();
  } finally {
    await fault.ends();
  }
  if (meanwhile.name) assert.equal(await profileName(customer), meanwhile.name, 'the name that was answered');
  await until('changes are made again', change, patience);
  for (const url of urls) await until('it is a place again', () => areReady([url]), patience);
  assert.ok(await change());
  const afterwards = await byOtherDoors();
  assert.ok(afterwards.placed && afterwards.token, 'orders are placed and people log in as before');

  for (const { status, code } of answers) refusedWell(status, code);
  const log = await database.log();
  const written = log.filter(({ payload }) => payload.orderId === order.orderId && payload.trackingNumber);
  const places = new Map(written.map(({ seq, payload }) => [payload.trackingNumber, seq]));
  assert.equal(places.size, written.length, 'a change was written twice');
  for (const { trackingNumber, status, seq } of answers) {
    if (status === 200) assert.equal(places.get(trackingNumber), seq, `${trackingNumber} was answered as event ${seq}`);
    else if (!fault.isCut) assert.equal(places.get(trackingNumber), undefined, `${trackingNumber} was refused`);
  }
  for (const { placed, token } of [meanwhile, afterwards]) {
    if (placed) assert.ok(log.some(({ payload }) => payload.orderId === placed.orderId), `${placed.orderId} is in no log`);
    if (token) {
      const answer = await customer.tries('GET', '/auth/profile', undefined, { authorization: `Bearer ${token}` });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
    }
  }
  for (const screen of screens) {
    await screen.catchesUp(patience);
    const told = screen.changes(order).map(({ payload }) => [payload.seq, payload.trackingNumber]);
    assert.deepEqual(told, written.map(({ seq, payload }) => [seq, payload.trackingNumber]));
    screen.closes();
  }
}

async function profileName(customer) {
  return (await customer.tries('GET', '/auth/profile')).body.name;
}

function refusedWell(status, code) {
  if (status !== 200) assert.deepEqual([status, code], [503, 'database_unavailable']);
}

async function areReady(urls) {
  const answers = await Promise.all(urls.map((url) => fetch(`${url}/api/health/ready`)));
  return answers.every(({ ok }) => ok);
}
