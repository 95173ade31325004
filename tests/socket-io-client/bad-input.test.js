// Whatever a client sends, it gets a coded answer or loses its own connection; everybody else goes on.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, describe, it } from 'node:test';

import { pollingPath, send } from './support/raw.js';
import { startServer } from './support/server.js';
import { isRefused } from './support/shapes.js';
import { everyChoice, polling, webSocket } from './support/transport-choices.js';
import { until } from './support/until.js';

const events = ['join-order-tracking', 'leave-order-tracking', 'admin-status-update'];

/** The codes that answer nonsense. */
const refusals = ['invalid_request', 'invalid_status', 'status_required', 'order_not_found', 'not_authorized'];

/** What is not an order id, nor an object with one. */
const nonsense = {
  nothing: [],
  null: [null],
  'a number': [42],
  'a negative fraction': [-0.5],
  true: [true],
  'an empty string': [''],
  'only blanks': ['   '],
  'an empty object': [{}],
  'an array': [['ORD00001']],
  'an id that is an object': [{ orderId: { $ne: null }, status: 'shipped' }],
  'an id that is null': [{ orderId: null, status: 'shipped' }],
  'an id that is an array': [{ orderId: ['ORD00001'], status: 'shipped' }],
  'a long string': ['O'.repeat(50_000)],
  'control characters': ['ORD\u0000\u001e00001'],
  'half a surrogate pair': ['ORD\ud800'],
  'deep nesting': [JSON.parse('{"orderId":'.repeat(100) + '1' + '}'.repeat(100))],
  'many arguments': Array.from({ length: 200 }, (_, index) => index),
};

describe('bad input (hole 15)', { timeout: 180_000 }, () => {
  let server, admin, customer, order, bystander, seen;

  before(async () => {
    server = await startServer();
    [admin, customer] = await Promise.all([server.admin(), server.customer('asha')]);
    order = await customer.places();
    bystander = await server.viewer(webSocket);
    await bystander.follows(order);
    seen = 0;
  });
  after(() => server?.stop());

  // After every test somebody who did nothing wrong is still connected and still hears.
  beforeEach(() => {
    seen = bystander.changes(order).length;
  });
  afterEach(async () => {
    await server.isWell();
    await admin.moves(order, 'processing', { trackingNumber: `TRK${seen}` });
    await until('the bystander still hears', () => bystander.changes(order).length > seen);
    assert.deepEqual(bystander.losses, []);
  });

  for (const choice of everyChoice) {
    describe(`over ${choice.name}`, () => {
      for (const person of ['nobody', 'admin']) {
        it(`answers every kind of nonsense from ${person} with a code`, async () => {
          const sender = await server.viewer(choice, person === 'admin' ? admin.auth : {});
          const wrong = [];
          for (const event of events) {
            for (const [name, what] of Object.entries(nonsense)) {
              const answer = await sender.asks(event, ...what);
              // Leaving what one never joined is no fault, whatever its name.
              if (event === 'leave-order-tracking' && typeof what[0] === 'string' && answer.ok) continue;
              const text = JSON.stringify(answer);
              const isCoded = answer.ok === false && refusals.includes(answer.error?.code);
              if (!isCoded || text.length > 1_000) wrong.push(`${event} with ${name}: ${text.slice(0, 1_000)}`);
            }
          }
          assert.deepEqual(wrong, []);
          assert.deepEqual(sender.losses, []);
          sender.closes();
        });
      }

      it('reports nonsense by tracking-error when no answer was asked for', async () => {
        const sender = await server.viewer(choice, admin.auth);
        let sent = 0;
        for (const event of events) {
          for (const what of [[], [null], [42], [{ orderId: { a: 1 } }]]) {
            sender.tells(event, ...what);
            sent += 1;
          }
        }
        await until('every piece of nonsense is reported', () => sender.heardOf('tracking-error').length === sent, {
          describe: () => JSON.stringify(sender.heard),
        });
        for (const { payload, offset } of sender.heardOf('tracking-error')) {
          assert.equal(typeof payload.code, 'string');
          assert.equal(typeof payload.message, 'string');
          assert.notEqual(typeof offset, 'string');
        }
        sender.closes();
      });

      it('answers binary arguments with a code', async () => {
        const sender = await server.viewer(choice, admin.auth);
        for (const event of events) {
          for (const what of [Buffer.from('ORD00001'), { orderId: Buffer.from('ORD00001'), status: Buffer.alloc(3) }]) {
            const answer = await sender.asks(event, what);
            isRefused(answer, 'invalid_request');
          }
        }
        assert.deepEqual(sender.losses, []);
        sender.closes();
      });

      it('survives a megabyte in one event: its sender is refused or cut, and may come back', async () => {
        for (const event of events) {
          for (const what of ['O'.repeat(1_048_576), { orderId: 'O'.repeat(1_048_576), status: 'shipped' }]) {
            const sender = await server.viewer(choice, { ...admin.auth, reconnectionDelay: 10 });
            let answer;
            sender.asks(event, what).then(
              (value) => (answer = value),
              () => {},
            );
            await until('the sender is refused or cut', () => answer || sender.losses.length > 0);
            if (answer) isRefused(answer, 'invalid_request');
            await until('the sender is connected', () => sender.isConnected);
            await sender.follows(order);
            sender.closes();
          }
        }
      });

      it('ignores events that nobody knows', async () => {
        const sender = await server.viewer(choice);
        for (const name of ['no-such-event', '', '__proto__', 'constructor', 'x'.repeat(10_000)]) sender.tells(name, 1);
        await sender.follows(order);
        assert.deepEqual(sender.losses, []);
        sender.closes();
      });

      it('bounds how many orders one socket follows', async () => {
        const sender = await server.viewer(choice);
        const answers = [];
        for (let batch = 0; batch < 20; batch += 1) {
          const ids = Array.from({ length: 150 }, (_, index) => `TEST-${batch}-${index}`);
          answers.push(...(await Promise.all(ids.map((id) => sender.asks('join-order-tracking', id)))));
        }
        const codes = new Set(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code)));
        assert.ok(codes.has('ok'));
        assert.ok(codes.has('too_many_rooms') || codes.has('rate_limited'), [...codes].join());
        for (const code of codes) assert.ok(['ok', 'too_many_rooms', 'rate_limited'].includes(code), code);
        sender.closes();
      });
    });
  }

  it('refuses packets that are no Socket.IO, and forgets their sender', async () => {
    const packets = [
      '42',
      '42[',
      '42{}',
      '42[]',
      '42[1]',
      '42["join-order-tracking"',
      '45-["join-order-tracking",{"_placeholder":true,"num":0}]',
      '451-["join-order-tracking",{"_placeholder":true,"num":7}]',
      '4999999999-["x"]',
      '42/elsewhere,["join-order-tracking","ORD00001"]',
      '4299999999999999999999["join-order-tracking","ORD00001"]',
      '40/admin,',
      '40{"token":42}',
      '9',
      '\u001e\u001e',
      'b!!!!',
      '',
    ];
    for (const packet of packets) {
      const opened = await send(`${server.url}${pollingPath}`);
      const { sid } = JSON.parse(opened.body.slice(1));
      const session = `${server.url}${pollingPath}&sid=${sid}`;
      const headers = { 'content-type': 'text/plain;charset=UTF-8' };
      const connected = await send(session, { method: 'POST', headers, body: '40' });
      assert.equal(connected.status, 200);
      const answer = await send(session, { method: 'POST', headers, body: packet });
      assert.ok(answer.status < 500, `${JSON.stringify(packet)} was answered ${answer.status}: ${answer.body}`);
    }
  });

  it('refuses a polling body over the limit, and a handshake that makes no sense', async () => {
    const opened = await send(`${server.url}${pollingPath}`);
    const { sid } = JSON.parse(opened.body.slice(1));
    // Whoever goes on writing after the refusal may find the connection closed before reading it.
    const answer = await send(`${server.url}${pollingPath}&sid=${sid}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: `42["join-order-tracking","${'O'.repeat(4_194_304)}"]`,
    }).catch(({ code }) => code);
    assert.ok(
      ['EPIPE', 'ECONNRESET'].includes(answer) || (answer.status >= 400 && answer.status < 500),
      `answered ${answer.status ?? answer}`,
    );

    for (const query of [
      '',
      'EIO=3&transport=polling',
      'EIO=4&transport=carrier-pigeon',
      'EIO=4',
      'transport=polling',
      'EIO=4&transport=polling&sid=no-such-session',
      'EIO=4&transport=websocket',
      `EIO=4&transport=polling&sid=${'s'.repeat(5_000)}`,
    ]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        const refused = await send(`${server.url}/socket.io/?${query}`, { method });
        assert.ok(
          refused.status >= 400 && refused.status < 500,
          `${method} ${query} was answered ${refused.status}: ${refused.body}`,
        );
      }
    }
  });

  it('goes on while many send nonsense at once', async () => {
    const senders = await Promise.all(
      Array.from({ length: 20 }, (_, index) => server.viewer(index % 2 ? polling : webSocket)),
    );
    await Promise.all(
      senders.map(async (sender, number) => {
        for (let round = 0; round < 50; round += 1) {
          sender.tells('admin-status-update', { orderId: `ORD${round}`, status: number });
          sender.tells('join-order-tracking', [round]);
        }
        const answer = await sender.asks('join-order-tracking', null);
        assert.equal(answer.ok, false);
      }),
    );
    for (const sender of senders) sender.closes();
  });
});
