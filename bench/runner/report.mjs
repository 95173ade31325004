// The part of docs/BENCHMARKS.md that a run writes: between two markers, so that what people wrote stays.
import { readFile, writeFile } from 'node:fs/promises';

import { Figures, ROWS, judged } from './figures.mjs';

const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';
const PEERS = ['trackroom', 'node', 'bare', 'limit'];

const shown = (row, value) => (value === null ? '–' : row.show(value));

function wanted(row, limit, met) {
  if (limit === undefined) return '–';
  const text = row.absolute ? row.show(limit) : `${limit} ×`;
  return met === null ? text : `${text} ${met ? 'met' : '**missed**'}`;
}

function mainTable(figures) {
  const head = ['', 'Trackroom', 'Node', 'bare', 'limit', 'share of Node’s', 'floor', 'aim'];
  const rows = ROWS.map((row) => {
    const { ours, node, bare, limit, ratio, floor, aim } = judged(row, figures);
    const share = ratio === null ? '–' : `${ratio.toFixed(2)} ×`;
    const values = [ours, node, bare, limit].map((value) => shown(row, value));
    return [row.name, ...values, share, wanted(row, row.floor, floor), wanted(row, row.aim, aim)];
  });
  return table(head, rows);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function wrongTable(figures) {
  const scenarios = [...new Set(figures.lines.map((line) => line.played))];
  const rows = scenarios.map((scenario) => [
    scenario,
    ...PEERS.map((peer) => (figures.of(scenario, peer).length ? String(figures.wrong(scenario, peer)) : '–')),
  ]);
  return table(['lost, doubled, out of order, refused, cut off', ...PEERS], rows);
}

/** Everything that a run has to say, as Markdown. */
export function report({ about, lines, failures, plots, sizes, minutes }) {
  const figures = new Figures(lines);
  const { least, median, most } = figures.disturbance() ?? {};
  const parts = [
    `Measured on ${about.date} UTC at commit \`${about.commit}\`: ${about.processor}, ${about.cores} cores, ` +
      `${about.memory}, ${about.kernel}; ${about.rust}, Node ${about.node}. Medians of ${sizes.repetitions} ` +
      `repetitions (memory: one), ${minutes} minutes in all. Other work kept ${least?.toFixed(2)} to ` +
      `${most?.toFixed(2)} CPUs busy (median ${median?.toFixed(2)}).`,
    mainTable(figures),
    wrongTable(figures),
  ];
  if (plots?.length) parts.push('### How cost grows', ...plots.map(({ title, file }) => `![${title}](benchmarks/${file})`));
  parts.push(...growthTables(figures));
  if (failures.length) parts.push('### What failed', failures.map((failure) => `- ${failure}`).join('\n'));
  return parts.join('\n\n');
}

function growthTables(figures) {
  const sockets = figures.of('growth-sockets', 'trackroom');
  const orders = figures.of('growth-list', 'trackroom');
  const parts = [];
  if (sockets.length) {
    const rows = sockets.map((line) => [line.watchers, (line.rss_bytes_per_client / 1000).toFixed(1), line.cpu_us_per_delivery]);
    parts.push(table(['sockets in one room', 'kB of RSS each', 'µs of CPU per delivery'], rows));
  }
  if (orders.length) {
    const rows = orders.map((line) => {
      const spread = figures.of('growth-spread', 'trackroom').find((other) => other.orders_stored === line.orders_stored);
      const p95 = (line.answer_us.p95 / 1000).toFixed(1);
      return [line.orders_stored.toLocaleString('en'), p95, spread?.cpu_us_per_update ?? '–', spread?.updates_per_s ?? '–'];
    });
    parts.push(table(['orders stored', 'ms, p95 of the lists', 'µs of CPU per update', 'updates a second'], rows));
  }
  return parts;
}

/** Puts the report into the document. */
export async function writeInto(file, text) {
  const document = await readFile(file, 'utf8');
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for what was measured`);
  await writeFile(file, `${document.slice(0, from + BEGIN.length)}\n\n${text}\n\n${document.slice(to)}`);
}
