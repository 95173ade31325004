// What becomes of measured lines.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Figures, ROWS, judged, median } from './figures.mjs';
import { rotated } from './plan.mjs';

test('the median is the middle, and of nothing nothing', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(median([undefined, null, 7, Number.NaN]), 7);
  assert.equal(median([]), null);
});

test('a row is judged by its share of the Node peer’s figure', () => {
  const row = ROWS.find(({ scenario }) => scenario === 'spread');
  const line = (peer, updates_per_s) => ({ played: 'spread', peer, updates_per_s });
  const figures = new Figures([line('node', 1_000), line('trackroom', 3_500), line('trackroom', 4_500)]);
  const { ratio, floor, aim, bare } = judged(row, figures);
  assert.deepEqual({ ratio, floor, aim, bare }, { ratio: 4, floor: true, aim: false, bare: null });
});

test('an absolute row needs no peer', () => {
  const row = ROWS.find(({ scenario }) => scenario === 'list');
  const figures = new Figures([{ played: 'list', peer: 'trackroom', answer_us: { p95: 150_000 } }]);
  assert.equal(judged(row, figures).floor, false);
});

test('what went wrong is summed over all runs', () => {
  const figures = new Figures([
    { played: 'burst', peer: 'bare', lost: 3, doubled: 1 },
    { played: 'burst', peer: 'bare', lost: 2, closed: 1 },
  ]);
  assert.equal(figures.wrong('burst', 'bare'), 7);
});

test('every peer is first once', () => {
  assert.deepEqual([0, 1, 2].map((n) => rotated(['a', 'b', 'c'], n)[0]), ['a', 'b', 'c']);
});
