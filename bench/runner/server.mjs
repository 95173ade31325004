// A server under load: started with its CPUs fixed, known to be ready, stopped for certain.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const READY_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 15_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** What a promise gives, or an error after so many milliseconds. */
export async function within(ms, promise, what) {
  let alarm;
  const late = new Promise((_, reject) => {
    alarm = setTimeout(() => reject(new Error(`${what} took more than ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(alarm);
  }
}

/** `command` on these CPUs, where the machine can fix them. */
export function pinned(cpus, command) {
  return cpus === undefined ? command : ['taskset', '-c', cpus, ...command];
}

export class Server {
  /**
   * Starts a server and waits for the line that says it is ready.
   *
   * @param {{ command: string[], env?: Record<string, string>, cpus?: string }} options
   */
  static async start({ command, env = {}, cpus }) {
    const port = await freePort();
    const [program, ...rest] = pinned(cpus, command);
    const began = performance.now();
    const child = spawn(program, rest, {
      env: { PATH: process.env.PATH, ...env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new Server(child, port);
    const lines = createInterface({ input: child.stdout });
    const ready = new Promise((resolve, reject) => {
      lines.on('line', (line) => line.includes(' ready ') && resolve());
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${server.#log.slice(-3).join(' | ')}`)));
    });
    try {
      await within(READY_WITHIN_MS, ready, 'the start');
    } catch (error) {
      await server.stop();
      throw error;
    }
    server.readyMs = performance.now() - began;
    return server;
  }

  #log = [];
  #child;

  constructor(child, port) {
    this.#child = child;
    this.address = `127.0.0.1:${port}`;
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.#log.push(line);
      if (this.#log.length > 50) this.#log.shift();
    });
    child.on('error', () => {});
  }

  get pid() {
    return this.#child.pid;
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.pid === undefined) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    try {
      await within(STOPS_WITHIN_MS, gone, 'the stop');
    } catch {
      this.#child.kill('SIGKILL');
      await gone;
    }
  }
}
