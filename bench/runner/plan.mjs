// What is measured, how large, and how often.

const PATHS = '/api/orders/admin/all';

/** Lists as the order desk asks for them. */
export const READS = [
  `newest=${PATHS}?limit=50&page=1`,
  `any-page=${PATHS}?limit=50&page={200}`,
  `status=${PATHS}?limit=50&status=shipped&page={20}`,
  `search=${PATHS}?limit=50&search=ORD0{9999}`,
  `by-total=${PATHS}?limit=50&sort=totalAmount&order=desc`,
];

/** The sizes of a whole run, and of a quick look. */
export function plan({ quick, openFiles }) {
  const scale = quick ? 10 : 1;
  // Every socket is an open file, and a server has others.
  const most = Math.min(20_000, openFiles - 500);
  return {
    orders: quick ? 1_000 : 6_600,
    clients: 5_000 / scale,
    watchers: 2_000 / scale,
    fanoutUpdates: quick ? 40 : 120,
    spreadOrders: 1_000 / scale,
    spreadUpdates: 5_000 / scale,
    burst: 2_000 / scale,
    bulkOrders: 5_000 / scale,
    pings: quick ? 12 : 40,
    giveBackMs: quick ? 10_000 : 60_000,
    coldStarts: quick ? 3 : 7,
    listOrders: quick ? 10_000 : 100_000,
    listTimes: quick ? 10 : 40,
    growthSockets: quick ? [] : [1_000, 2_500, 5_000, 10_000, most],
    growthOrders: quick ? [] : [1_000, 10_000, 100_000, 1_000_000],
    repetitions: quick ? 1 : 3,
    calmSeconds: quick ? 3 : 10,
  };
}

/** The scenarios that are played against every peer: how to start it, and what the load is told. */
export function scenarios(sizes) {
  const fanout = (more) => ['fanout', '--watchers', sizes.watchers, '--updates', sizes.fanoutUpdates, ...more];
  return {
    idle: ({ rooms }) => ({ load: ['idle', '--clients', sizes.clients, '--sample', rooms ? 100 : 0] }),
    fanout: () => ({ load: fanout(['--rate', 20]) }),
    closed: () => ({ load: fanout(['--rate', 0]) }),
    rest: () => ({ stores: true, load: fanout(['--rate', 20, '--via', 'rest']) }),
    spread: () => ({
      stores: true,
      load: ['spread', '--orders', sizes.spreadOrders, '--updates', sizes.spreadUpdates, '--concurrency', 16],
    }),
    storm: () => ({ inflight: 512, load: ['storm', '--clients', sizes.clients] }),
    burst: () => ({ load: ['fanout', '--watchers', 10, '--updates', sizes.burst, '--rate', 1_000_000] }),
    memory: () => ({
      once: true,
      giveBack: true,
      env: { PING_INTERVAL_MS: '500' },
      load: ['memory', '--clients', sizes.clients, '--pings', sizes.pings],
    }),
  };
}

/** The peers in another order each time, so that none always has the fresh or the warm machine. */
export function rotated(names, repetition) {
  const by = repetition % names.length;
  return [...names.slice(by), ...names.slice(0, by)];
}
