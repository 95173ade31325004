// The growth series as pictures.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const picture = (title, values, x, y, log) => ({
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  title,
  width: 480,
  height: 220,
  background: 'white',
  data: { values },
  mark: { type: 'line', point: true },
  encoding: {
    x: { field: 'x', type: 'quantitative', title: x, scale: log ? { type: 'log' } : {} },
    y: { field: 'y', type: 'quantitative', title: y, scale: { zero: true } },
  },
});

/** Draws what grew and returns the files' names. */
export async function draw(lines, folder) {
  const of = (played) => lines.filter((line) => line.played === played);
  const points = (played, x, y) => of(played).map((line) => ({ x: x(line), y: y(line) }));
  const sockets = (line) => line.watchers;
  const orders = (line) => line.orders_stored;
  const wanted = [
    ['memory-by-sockets', 'Memory by sockets', points('growth-sockets', sockets, (line) => line.rss_bytes_per_client / 1000), 'sockets in one room', 'kB of RSS for each'],
    ['delivery-by-sockets', 'CPU per delivery by sockets', points('growth-sockets', sockets, (line) => line.cpu_us_per_delivery), 'sockets in one room', 'µs of CPU for each delivery'],
    ['list-by-orders', 'Admin lists by orders', points('growth-list', orders, (line) => line.answer_us.p95 / 1000), 'orders stored', 'ms, p95', true],
    ['update-by-orders', 'CPU per status change by orders', points('growth-spread', orders, (line) => line.cpu_us_per_update), 'orders stored', 'µs of CPU for each', true],
  ].filter(([, , values]) => values.length > 1);
  if (wanted.length === 0) return [];
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  await mkdir(folder, { recursive: true });
  const plots = [];
  for (const [name, title, values, x, y, log] of wanted) {
    const view = new View(parse(compile(picture(title, values, x, y, log)).spec), { renderer: 'none' });
    await writeFile(join(folder, `${name}.svg`), await view.toSVG());
    plots.push({ title, file: `${name}.svg` });
  }
  return plots;
}
