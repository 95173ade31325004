import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ready = /trackroom is ready at (http:\/\/\S+)/;

/** The real server, on a database of its own. */
export class Trackroom {
  #process: ChildProcess | undefined;
  #folder = "";
  #log = "";
  #env: Record<string, string> = {};
  port = 0;

  /** Starts on any free port; after a stop, on the same port with the same database and settings. */
  async start(env: Record<string, string> = this.#env): Promise<void> {
    this.#env = env;
    if (this.#folder === "") this.#folder = await mkdtemp(join(tmpdir(), "trackroom-e2e-"));
    const binary = process.env["TRACKROOM_BIN"];
    if (binary === undefined) throw new Error("TRACKROOM_BIN names the server to test against");
    const child = spawn(binary, ["serve"], {
      cwd: this.#folder,
      env: {
        PATH: process.env["PATH"],
        APP_ENV: "development",
        HOST: "127.0.0.1",
        PORT: this.port.toString(),
        DATABASE_URL: `sqlite://${join(this.#folder, "trackroom.db")}?mode=rwc`,
        WEB_CLIENT_DIR: fileURLToPath(new URL("../../dist", import.meta.url)),
        DEMO_DATA: "on",
        RUST_LOG: "warn",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    const url = await new Promise<string>((resolve, reject) => {
      let out = "";
      child.stdout.on("data", (chunk: Buffer) => {
        out += chunk.toString();
        const match = ready.exec(out);
        if (match?.[1] !== undefined) resolve(match[1]);
      });
      child.stderr.on("data", (chunk: Buffer) => {
        this.#log = (this.#log + chunk.toString()).slice(-4_000);
      });
      child.once("error", reject);
      child.once("exit", (code) => {
        reject(new Error(`the server ended with ${String(code)} before it was ready:\n${this.#log}`));
      });
    });
    this.port = Number(new URL(url).port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port.toString()}`;
  }

  /** Ends the server: politely, or as a power cut would. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => {
      child.once("exit", () => {
        resolve();
      });
    });
    child.kill(signal);
    const hard = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(hard);
  }

  async dispose(): Promise<void> {
    await this.stop("SIGKILL");
    if (this.#folder !== "") await rm(this.#folder, { recursive: true, force: true });
  }
}
