// Is each snapshot one of a test? The Rust tests of this run have written which ones they looked at.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';

const used = process.env.INSTA_SNAPSHOT_REFERENCES_FILE;
if (!used || !existsSync(used)) {
  console.log('error: no test has looked at a snapshot: run `scripts/test rust snapshots`.');
  process.exit(1);
}
const seen = new Set(readFileSync(used, 'utf8').split('\n').filter(existsSync).map((path) => realpathSync(path)));
const there = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.snap', '*.snap.new'], { encoding: 'utf8' }).split('\n').filter(existsSync);
const unused = there.filter((path) => !seen.has(realpathSync(path)));
for (const path of unused) console.log(`error: ${path} is of no test`);
console.log(`${there.length} snapshots, ${unused.length} of no test`);
process.exit(unused.length > 0 || there.length === 0 ? 1 : 0);
