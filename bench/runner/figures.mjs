// From measured lines to figures: medians, and the table of what must be reached.

/** The middle of the numbers; of an even count the mean of the two in the middle. Nothing of nothing. */
export function median(values) {
  const sorted = values.filter((value) => typeof value === 'number' && Number.isFinite(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const pick = (line, path) => path.split('.').reduce((part, key) => part?.[key], line);

export class Figures {
  constructor(lines) {
    this.lines = lines;
  }

  of(scenario, peer) {
    return this.lines.filter((line) => line.played === scenario && line.peer === peer);
  }

  /** The median of a figure over the repetitions; null when it was not measured. */
  median(scenario, peer, path) {
    return median(this.of(scenario, peer).map((line) => pick(line, path)));
  }

  /** Lost, doubled, out of order, refused or cut off, in all runs of a scenario. */
  wrong(scenario, peer) {
    const fields = ['lost', 'doubled', 'unordered', 'failed', 'closed'];
    return this.of(scenario, peer).reduce((sum, line) => sum + fields.reduce((sum, field) => sum + (line[field] ?? 0), 0), 0);
  }

  /** The least and the most of what others took of the machine, in CPUs. */
  disturbance() {
    const foreign = this.lines.map((line) => line.foreign_cpus).filter((value) => typeof value === 'number');
    return foreign.length ? { least: Math.min(...foreign), median: median(foreign), most: Math.max(...foreign) } : null;
  }
}

const micros = (value) => `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} µs`;
const millis = (value) => `${value < 10_000 ? (value / 1000).toFixed(1) : Math.round(value / 1000)} ms`;
const kilobytes = (value) => `${(value / 1000).toFixed(1)} kB`;
const perSecond = (value) => `${Math.round(value).toLocaleString('en')}/s`;
const seconds = (value) => `${value.toFixed(2)} s`;
const percent = (value) => `${(value * 100).toFixed(0)} %`;

/**
 * The rows of the table: a figure of each peer, and what ours must be. `floor` and `aim` are factors of the Node
 * peer's figure, or limits of ours where `absolute`. Less is better, unless `more`.
 */
export const ROWS = [
  { name: 'RSS per joined socket after 40 pings', scenario: 'memory', path: 'rss_bytes_per_client', show: kilobytes, floor: 1.3, aim: 1 },
  { name: 'memory given back a minute after the sockets left', scenario: 'memory', path: 'given_back', show: percent, absolute: true, more: true, floor: 0.8, aim: 0.95 },
  { name: 'CPU per connection opened and joined', scenario: 'idle', path: 'cpu_us_per_client', show: micros, floor: 0.4, aim: 0.25 },
  { name: 'fanout at 20/s: CPU per delivery', scenario: 'fanout', path: 'cpu_us_per_delivery', show: micros, floor: 0.65, aim: 0.5 },
  { name: 'fanout at 20/s: p99 latency', scenario: 'fanout', path: 'latency_us.p99', show: millis, floor: 1, aim: 0.5 },
  { name: 'fanout, closed loop: CPU per delivery', scenario: 'closed', path: 'cpu_us_per_delivery', show: micros },
  { name: 'fanout, closed loop: deliveries', scenario: 'closed', path: 'deliveries_per_s', show: perSecond, more: true },
  { name: 'fanout by REST: CPU per delivery', scenario: 'rest', path: 'cpu_us_per_delivery', show: micros },
  { name: 'spread: updates', scenario: 'spread', path: 'updates_per_s', show: perSecond, more: true, floor: 3, aim: 8 },
  { name: 'spread: CPU per update', scenario: 'spread', path: 'cpu_us_per_update', show: micros, floor: 0.4, aim: 0.15 },
  { name: 'spread: p99 from request to watcher', scenario: 'spread', path: 'latency_us.p99', show: millis, floor: 0.5, aim: 0.2 },
  { name: 'storm: until all have joined', scenario: 'storm', path: 'joined_wall_s', show: seconds, floor: 0.6, aim: 0.3 },
  { name: 'storm: CPU per client', scenario: 'storm', path: 'cpu_us_per_client', show: micros, floor: 0.5, aim: 0.3 },
  { name: 'burst: 2,000 updates to 10 watchers, CPU per delivery', scenario: 'burst', path: 'cpu_us_per_delivery', show: micros },
  { name: 'bulk: last of 5,000 at the last of 20 admins', scenario: 'bulk', path: 'last_event_s', show: seconds, absolute: true, aim: 1 },
  { name: 'admin list over 100,000 orders, p95', scenario: 'list', path: 'answer_us.p95', show: millis, absolute: true, floor: 100_000, aim: 20_000 },
  { name: 'cold start to ready', scenario: 'cold', path: 'ready_us', show: millis, absolute: true, floor: 1_000_000, aim: 200_000 },
];

/** What became of a row: the figures, our share of Node's, and whether floor and aim are met. */
export function judged(row, figures) {
  const of = (peer) => figures.median(row.scenario, peer, row.path);
  const [ours, node] = [of('trackroom'), of('node')];
  const ratio = ours !== null && node ? ours / node : null;
  const measured = row.absolute ? ours : ratio;
  const meets = (limit) => {
    if (limit === undefined || measured === null) return null;
    return row.more ? measured >= limit : measured <= limit;
  };
  return { ours, node, bare: of('bare'), limit: of('limit'), ratio, floor: meets(row.floor), aim: meets(row.aim) };
}
