// The processes of the suites: each in a group of its own, so that what it starts ends with it.

import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** How long, in seconds, a group may take to end after it was asked to. */
const grace = 30;

const groups = new Set();

function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Asks a group to end, and makes it end when it has not done so in time. */
function end(group) {
  signal(group, 'SIGTERM');
  return setTimeout(() => signal(group, 'SIGKILL'), grace * 1_000).unref();
}

/**
 * Runs a command with its output in a file. Resolves with its exit status, the name of the signal that ended it, or
 * `late` when it did not end within so many seconds.
 */
export function runInto(file, [command, ...args], { env, within }) {
  const log = openSync(file, 'w');
  const child = spawn(command, args, { detached: true, env, stdio: ['ignore', log, log] });
  closeSync(log);
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  return new Promise((resolve) => {
    let isLate = false;
    let hard;
    const alarm = setTimeout(() => {
      isLate = true;
      hard = end(group);
    }, within * 1_000);
    const ended = (status) => {
      clearTimeout(alarm);
      clearTimeout(hard);
      groups.delete(group);
      // What it left behind goes as well.
      if (group !== undefined) signal(group, 'SIGKILL');
      resolve(isLate ? 'late' : status);
    };
    child.once('error', (error) => ended(error.code));
    child.once('exit', (code, name) => ended(code ?? name));
  });
}

/** Ends every command there is. */
export function endAll() {
  for (const group of groups) end(group);
}
