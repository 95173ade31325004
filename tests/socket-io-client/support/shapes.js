// What values on the wire look like.

import assert from 'node:assert/strict';

export const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** An `order-status-updated` as heard carries these fields, the offset as its last argument, and nothing else. */
export function isChange({ payload, offset, arguments: count }, expected) {
  assert.deepEqual({ ...payload, updatedAt: 'some time' }, { ...expected, updatedAt: 'some time' });
  assert.match(payload.updatedAt, instant);
  assert.match(offset, /^\d+$/);
  assert.equal(count, 2);
}

/** A refusal with this code, in the answer to a command. */
export function isRefused(answer, code, more = {}) {
  assert.equal(answer.ok, false, `this should have been refused: ${JSON.stringify(answer)}`);
  const { message, ...rest } = answer.error;
  assert.equal(typeof message, 'string');
  assert.ok(message.length > 0);
  assert.equal(rest.code, code, JSON.stringify(answer));
  for (const [key, value] of Object.entries(more)) assert.deepEqual(rest[key], value);
}
