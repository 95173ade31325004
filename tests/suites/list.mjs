// Every suite there is. The order is that in which they start as far as they may run at all: those that others wait for
// first, then the longest.
//
// - `counter`: how its tests are counted (count.mjs);
// - `after`: the suites that must have ended before: what they make is used;
// - `cores`: how many it keeps busy, as measured; 1 if it does not say.

const bash = (line) => ['bash', '-euo', 'pipefail', '-c', line];
const npm = (folder, script) => bash(`scripts/npm-install ${folder} && cd ${folder} && npm run ${script}`);
const cargo = (line) => ['cargo', ...line.split(' ')];
const withPostgres = (command) => ['scripts/with-postgres', ...command];

const SERVER = 'build: the server';
const TESTS = 'build: the tests';
const WEB_CLIENT = 'web client: build';

/** Those that log into the folder that the scan reads. */
const logging = [
  { name: 'documents: the REST API is as described', counter: 'lines', command: ['scripts/check-openapi'], after: [SERVER] },
  // On PostgreSQL they run alone, and no more of them at once than there are cores: a connection is waited for two seconds at most.
  { name: 'rust tests: SQLite', counter: 'cargo', command: cargo('test --workspace --locked --no-fail-fast'), after: [TESTS, WEB_CLIENT], cores: 1.25 },
  {
    name: 'rust tests: PostgreSQL',
    counter: 'cargo',
    command: withPostgres(['env', 'RUST_TEST_THREADS=2', ...cargo('test --workspace --locked --no-fail-fast --tests')]),
    after: [TESTS, WEB_CLIENT],
    cores: 2.5,
  },
  { name: 'rust tests: several nodes', counter: 'cargo', command: withPostgres(cargo('test --workspace --locked --test nodes')), after: [TESTS, WEB_CLIENT] },
  { name: 'socket.io-client: SQLite', counter: 'node', command: npm('tests/socket-io-client', 'test'), after: [SERVER, WEB_CLIENT] },
  { name: 'socket.io-client: PostgreSQL', counter: 'node', command: withPostgres(npm('tests/socket-io-client', 'test')), after: [SERVER, WEB_CLIENT] },
];

export const suites = [
  { name: 'toolchain: node', counter: 'check', command: ['scripts/need-node'], cores: 0 },
  { name: 'scripts: how suites are run', counter: 'node', command: ['node', '--test', '--test-reporter=spec', 'tests/suites/suites.test.mjs'], cores: 0.5 },
  { name: 'format: cargo fmt', counter: 'check', command: cargo('fmt --all --check') },

  // What Cargo builds is locked while it does: one after the other.
  // All of them with one set of features, or Cargo builds what stands on tokio once more for each: that of the whole
  // workspace with its tests, which `--examples` asks for (there are none).
  { name: SERVER, counter: 'check', command: cargo('build --workspace --bins --examples --locked'), cores: 2 },
  {
    name: TESTS,
    counter: 'check',
    command: bash('cargo test --workspace --locked --no-run && cargo test --workspace --locked --no-run --test nodes'),
    after: [SERVER],
    cores: 2,
  },

  { name: 'web client: typecheck', counter: 'check', command: npm('web-client', 'typecheck') },
  { name: WEB_CLIENT, counter: 'check', command: ['scripts/build-web-client'], after: ['web client: typecheck'] },
  {
    name: 'web client: browser',
    counter: 'playwright',
    command: bash('scripts/need-chromium && scripts/build-web-client && cd web-client && npm run e2e'),
    after: [SERVER, WEB_CLIENT],
    cores: 1.5,
  },
  ...logging,
  // `make check-faults` is longer. Of the servers that are broken on purpose only whether they can still be made:
  // `make check-broken` builds and catches them.
  {
    name: 'checker: faults',
    counter: 'check',
    command: ['scripts/check-faults', 'debug', ...'--minutes 2 --followers 120 --official 8 --orders 30'.split(' ')],
    after: [TESTS],
  },
  { name: 'checker: broken builds', counter: 'check', command: ['scripts/check-broken-builds', '--apply'], cores: 0.5 },
  {
    name: 'socket.io-client: several nodes',
    counter: 'node',
    command: withPostgres(bash('scripts/need-nginx && scripts/npm-install tests/socket-io-client && cd tests/socket-io-client && npm run test:nodes')),
    after: [SERVER, WEB_CLIENT],
    cores: 0.75,
  },
  { name: 'web client: tests', counter: 'vitest', command: npm('web-client', 'test'), after: [WEB_CLIENT] },
  { name: 'web client: lint', counter: 'check', command: npm('web-client', 'lint') },
  { name: 'web client: generated types are fresh', counter: 'check', command: npm('web-client', 'check-wire'), after: [SERVER] },
  { name: 'documents: their official parsers', counter: 'node', command: npm('tests/contract-documents', 'test'), after: [SERVER] },
  { name: 'documents: the programs of docs/REALTIME.md', counter: 'node', command: ['scripts/check-samples'], after: [SERVER] },

  { name: 'lints: clippy', counter: 'check', command: [...cargo('clippy --workspace --all-targets --locked --'), '-D', 'warnings'], after: [TESTS], cores: 2 },
  {
    name: 'docs: rustdoc',
    counter: 'check',
    // The docs are for people in the house, so they show what is private too.
    command: ['env', 'RUSTDOCFLAGS=-D warnings -A rustdoc::private-intra-doc-links', ...cargo('doc --workspace --no-deps --document-private-items --locked')],
    after: ['lints: clippy'],
    cores: 1.5,
  },
  {
    name: 'bench: the load generator',
    counter: 'cargo',
    command: bash(`
      bench=(--manifest-path bench/Cargo.toml --target-dir "\${CARGO_TARGET_DIR:-target}/bench" --locked)
      cargo build "\${bench[@]}" && cargo test "\${bench[@]}"`),
    cores: 2,
  },
  { name: 'bench: small, against the server', counter: 'node', command: bash('cd bench/runner && npm test'), after: [SERVER, 'bench: the load generator'] },

  { name: 'dependencies: cargo-deny', counter: 'check', command: ['scripts/tool', ...'cargo-deny --locked check bans licenses sources'.split(' ')] },
  { name: 'dependencies: none is unused', counter: 'check', command: ['scripts/tool', 'cargo-shear'], cores: 0.5 },
  { name: 'typos', counter: 'check', command: ['scripts/tool', 'typos'], cores: 0.5 },
  { name: 'docs: compatibility', counter: 'check', command: ['scripts/check-compatibility'], cores: 0.5 },
  { name: 'docs: the commands of make', counter: 'check', command: ['scripts/check-make'], cores: 0.5 },
  {
    name: 'snapshots: each is of a test',
    counter: 'check',
    command: ['node', 'tests/suites/snapshots.mjs'],
    after: ['rust tests: SQLite', 'rust tests: PostgreSQL'],
    cores: 0.5,
  },
  {
    name: 'log scan: nothing secret was logged',
    counter: 'node',
    command: ['node', '--test', '--test-reporter=spec', 'tests/log-scan/log-scan.test.js'],
    after: logging.map(({ name }) => name),
  },
];
