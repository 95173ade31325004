// A disk that a test may fill: a tmpfs, which only root may mount.

import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const room = 1 << 30;

export const mayMount = process.getuid?.() === 0;

/** Mounts one in an empty folder. */
export async function smallDisk(folder) {
  await run('mount', ['-t', 'tmpfs', '-o', `size=${room},mode=0755`, 'tmpfs', folder]);
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
