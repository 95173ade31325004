// A disk that a test may fill: a tmpfs. Root may mount one, unless it is root of a container that may not.

import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const room = 1 << 30;

/** Mounts one in an empty folder; nothing, where that is not allowed. */
export async function smallDisk(folder) {
  const mount = run('mount', ['-t', 'tmpfs', '-o', `size=${room},mode=0755`, 'tmpfs', folder]);
  if (!(await mount.then(() => true, () => false))) return undefined;
  const resize = (bytes) => run('mount', ['-o', `remount,size=${bytes}`, folder]);
  return {
    /** Nothing there can grow from now on. */
    async isFull() {
      for (;;) {
        const { blocks, bfree, bsize } = await statfs(folder);
        // It may have grown in between: then it cannot be made so small.
        const done = await resize((blocks - bfree) * bsize).then(() => true, () => false);
        if (done) return;
      }
    },
    hasRoom: () => resize(room),
    goes: () => run('umount', ['--lazy', folder]),
  };
}
