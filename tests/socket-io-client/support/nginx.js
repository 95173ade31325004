// The repository's nginx sample, really run: only its addresses are others.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { freePort } from './free-port.js';
import { until } from './until.js';

const sample = fileURLToPath(new URL('../../../deploy/nginx/trackroom.conf', import.meta.url));
const program = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';

/** Starts nginx in front of two nodes. */
export async function nginxBefore(nodes) {
  const folder = await mkdtemp(join(tmpdir(), 'trackroom-nginx-'));
  const port = await freePort();
  let site = await readFile(sample, 'utf8');
  for (const [n, node] of nodes.entries()) {
    assert.ok(site.includes(`server node${n + 1}:5000`), 'the sample names its nodes');
    site = site.replaceAll(`node${n + 1}:5000`, `127.0.0.1:${node.port}`);
  }
  assert.ok(site.includes('listen 80;'), 'the sample listens');
  site = site.replace('listen 80;', `listen 127.0.0.1:${port};`);
  assert.ok(site.includes('/var/log/nginx/'), 'the sample says where it logs');
  site = site.replaceAll('/var/log/nginx/', `${folder}/`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    join(folder, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''}
     worker_processes 1;
     pid ${folder}/pid;
     error_log ${folder}/error.log warn;
     events { worker_connections 2048; }
     http {
       access_log ${folder}/access.log;
       ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
       ${site}
     }`,
  );
  const arguments_ = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
  await promisify(execFile)(program, [...arguments_, '-t']);
  const child = spawn(program, [...arguments_, '-g', 'daemon off;'], { stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}`;
  await until('nginx answers', () => fetch(`${url}/api/health/live`).then(({ ok }) => ok, () => false));
  return {
    url,
    accesses: () => readFile(join(folder, 'access.log'), 'utf8'),
    errors: () => readFile(join(folder, 'error.log'), 'utf8'),
    async stops() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
