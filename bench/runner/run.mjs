// Measures Trackroom beside its peers and prints the table; a whole run also writes docs/BENCHMARKS.md.
//
//   node run.mjs [--quick] [--write] [--peers trackroom,node] [--scenarios idle,fanout,bulk,growth] [--repetitions N]
//
// What it measured is also in bench/results/, one line of JSON a run. BENCH_SERVER_CPUS and BENCH_LOAD_CPUS say where
// server and load run; by default on CPU 0 and CPU 1, or anywhere on a machine with one CPU.
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { load } from './load.mjs';
import { calm, machine, resident } from './machine.mjs';
import { STORES, peers } from './peers.mjs';
import { READS, plan, rotated, scenarios } from './plan.mjs';
import { draw } from './plots.mjs';
import { report, writeInto } from './report.mjs';
import { Shop } from './shop.mjs';

const bench = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(bench);
const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    peers: { type: 'string', default: 'trackroom,node,bare,limit' },
    scenarios: { type: 'string' },
    repetitions: { type: 'string' },
  },
});
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const binaries = join(target, 'bench', 'release');
const several = availableParallelism() > 1;
const serverCpus = process.env.BENCH_SERVER_CPUS ?? (several ? '0' : undefined);
const loadCpus = process.env.BENCH_LOAD_CPUS ?? (several ? '1' : undefined);
const openFiles = Number(execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).replace('unlimited', '1000000'));
const sizes = plan({ quick: given.quick, openFiles });
if (given.repetitions) sizes.repetitions = Number(given.repetitions);

const folder = join(target, 'bench', 'work');
const results = join(bench, 'results');
const secret = 'bench-secret-bench-secret-bench-secret';
const began = Date.now();
const lines = [];
const failures = [];
const say = (text) => console.error(`[${Math.round((Date.now() - began) / 1000)} s] ${text}`);

await mkdir(results, { recursive: true });
const resultFile = join(results, `${new Date().toISOString().replace(/[:.]/g, '-')}.jsonl`);

async function keep(line, played, peer, more = {}) {
  const whole = { played, peer, ...line, ...more };
  lines.push(whole);
  await appendFile(resultFile, `${JSON.stringify(whole)}\n`);
}

/** What fails is told, and the rest goes on. */
async function attempt(what, work) {
  try {
    await work();
  } catch (error) {
    const text = `${what}: ${String(error.stderr || error.message).trim().split('\n').at(-1)}`;
    failures.push(text);
    say(`FAILED ${text}`);
  }
}

const wants = (name) => !given.scenarios || given.scenarios.split(',').includes(name);

say('making the shop');
const binary = join(target, 'release', 'trackroom');
const shop = await Shop.open({ binary, folder, secret, orders: sizes.orders });
const known = peers({ bench, binaries, folder, secret, shop, orders: sizes.clients });
const names = given.peers.split(',');
const loaded = { binary: join(binaries, 'load'), cpus: loadCpus };

const waiting = [];

async function play(name, build, peer) {
  const { load: scenario, inflight, env, giveBack } = build(known[peer]);
  await calm(sizes.calmSeconds);
  const server = await known[peer].start(serverCpus, env);
  let later = false;
  try {
    const line = await load({ ...loaded, server, peer, credentials: known[peer].credentials, inflight, scenario });
    if (!giveBack) return await keep(line, name, peer);
    later = true;
    // The server stays, idle, while others are measured.
    waiting.push(
      pause(sizes.giveBackMs).then(async () => {
        const kept = resident(server.pid) - line.rss_before;
        await keep(line, name, peer, { rss_kept: kept, given_back: 1 - kept / (line.rss_with_clients - line.rss_before) });
        await server.stop();
      }),
    );
  } finally {
    if (!later) await server.stop();
  }
}

for (let repetition = 0; repetition < sizes.repetitions; repetition += 1) {
  for (const [name, build] of Object.entries(scenarios(sizes)).filter(([name]) => wants(name))) {
    const { once, stores } = build({});
    if (once && repetition > 0) continue;
    for (const peer of rotated(names, repetition).filter((peer) => !stores || STORES.has(peer))) {
      say(`${repetition + 1}/${sizes.repetitions} ${name}: ${peer}`);
      await attempt(`${name} of ${peer}`, () => play(name, build, peer));
    }
  }
  await attempt('memory given back', () => Promise.all(waiting.splice(0)));
}

/** Ours alone: the Node peer has nothing to compare. */
async function ours(played, scenario, { grown, more = {} } = {}) {
  say(`${played} ${Object.values(more).join(' ')}`);
  await attempt(`${played} ${Object.values(more).join(' ')}`, async () => {
    await calm(sizes.calmSeconds);
    const server = grown ? await grown.startItself(serverCpus) : await shop.start(serverCpus);
    try {
      const { credentials } = grown ?? shop;
      const line = await load({ ...loaded, server, peer: 'trackroom', credentials, scenario });
      await keep(line, played, 'trackroom', more);
    } finally {
      await server.stop();
    }
  });
}

if (wants('cold')) {
  for (const peer of names) {
    for (let start = 0; start < sizes.coldStarts; start += 1) {
      await attempt(`cold start of ${peer}`, async () => {
        const server = await known[peer].start(serverCpus);
        await keep({ ready_us: server.readyMs * 1000 }, 'cold', peer);
        await server.stop();
      });
    }
  }
}
if (wants('bulk') && names.includes('trackroom')) {
  for (let repetition = 0; repetition < sizes.repetitions; repetition += 1) {
    await ours('bulk', ['bulk', '--orders', sizes.bulkOrders, '--admins', 20]);
  }
}
if (wants('growth') && names.includes('trackroom')) {
  for (const sockets of sizes.growthSockets) {
    const updates = Math.max(20, Math.round(400_000 / sockets));
    await ours('growth-sockets', ['fanout', '--watchers', sockets, '--updates', updates, '--rate', 0], { more: { sockets } });
  }
}
const reads = ['list', ...READS.flatMap((read) => ['--read', read]), '--times', sizes.listTimes];
const spread = ['spread', '--orders', 500, '--updates', 2_000];
const stock = wants('growth') ? sizes.growthOrders : [];
const listed = wants('list') ? [sizes.listOrders] : [];
const wantedSizes = [...new Set([...stock, ...listed])].sort((a, b) => a - b);
if (names.includes('trackroom') && wantedSizes.length > 0) {
  await attempt('a shop that grows', async () => {
    say('making a shop that grows');
    const grown = await Shop.open({ binary, folder: join(folder, 'grown'), secret, orders: wantedSizes[0] });
    for (const orders of wantedSizes) {
      const more = { orders_stored: orders };
      await grown.growTo(orders);
      if (listed.includes(orders)) await ours('list', reads, { grown, more });
      if (!stock.includes(orders)) continue;
      await ours('growth-list', reads, { grown, more });
      await ours('growth-spread', spread, { grown, more });
    }
  });
}

const plots = given.write ? await draw(lines, join(root, 'docs', 'benchmarks')) : [];
const minutes = ((Date.now() - began) / 60_000).toFixed(1);
const text = report({ about: machine(root), lines, failures, plots, sizes, minutes });
await writeFile(join(results, 'latest.md'), text);
if (given.write) await writeInto(join(root, 'docs', 'BENCHMARKS.md'), text);
console.log(text);
process.exitCode = lines.length > 0 ? 0 : 1;
