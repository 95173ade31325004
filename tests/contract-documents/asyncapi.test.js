// The AsyncAPI document of the socket events, as the official parser judges it.

import assert from 'node:assert/strict';
import test from 'node:test';

import { Parser } from '@asyncapi/parser';

import { printed } from './support.js';

/** What the parser may remark, and why that is all right. */
const EXPLAINED = new Map([
  // It urges everybody to the newest minor version; ours is the one that generators read today.
  ['asyncapi-latest-version', 'AsyncAPI 3.0 on purpose'],
]);

const source = printed('asyncapi');

async function judged(text) {
  const { document, diagnostics } = await new Parser().parse(text);
  return { document, remarks: diagnostics.filter(({ code }) => !EXPLAINED.has(code)) };
}

test('the official parser has nothing to say against the document', async () => {
  const { document, remarks } = await judged(source);
  assert.deepEqual(remarks.map(({ code, message, path }) => `${code}: ${message} at ${path.join('.')}`), []);
  assert.equal(document.version(), '3.0.0');
});

test('every event is there, in its direction, and every question has its two answers', async () => {
  const { document } = await judged(source);
  const operations = (action) => document.operations().all().filter((operation) => operation.action() === action);
  const names = (action) =>
    new Set(operations(action).flatMap((operation) => operation.messages().all().map((message) => message.name())));
  assert.deepEqual(
    names('receive'),
    new Set(['admin-status-update', 'auth:refresh', 'join-order-tracking', 'leave-order-tracking']),
  );
  assert.deepEqual(names('send'), new Set(['order-created', 'order-status-updated', 'session-ended', 'tracking-error']));
  for (const operation of operations('receive')) {
    const answers = operation.reply().messages().all().map((message) => message.name());
    assert.equal(answers.length, 2, operation.id());
    assert.ok(answers.includes('refused'), `${operation.id()}: ${answers}`);
  }
});

test('the parser would see it if something were wrong', async () => {
  const broken = JSON.parse(source);
  broken.components.messages.joinOrderTracking.payload.$ref = '#/components/schemas/Nowhere';
  assert.notDeepEqual((await judged(JSON.stringify(broken))).remarks, []);
});
