// The machine that was measured on, and how quiet it is.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const say = (command, ...options) => {
  try {
    return execFileSync(command, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
};

/** What a reader must know of the machine to compare figures. */
export function machine(root) {
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.cpus().length,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    kernel: `${os.type()} ${os.release()}`,
    node: process.version,
    rust: say('rustc', '--version'),
    commit: say('git', '-C', root, 'rev-parse', '--short', 'HEAD'),
  };
}

function ticks() {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  const idle = fields[3] + fields[4];
  return { idle, all: fields.slice(0, 8).reduce((sum, field) => sum + field, 0) };
}

/** Waits until the machine is at most 20 % busy over half a second, `seconds` at most. */
export async function calm(seconds) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const before = ticks();
    await pause(500);
    const after = ticks();
    if (after.idle - before.idle >= 0.8 * (after.all - before.all)) return;
  }
}

/** Resident memory of a process in bytes. */
export function resident(pid) {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line[1]) * 1024;
}
