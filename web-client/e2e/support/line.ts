import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";

/** The network between browser and server: a TCP relay that can be cut for real. */
export class Line {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #target: () => number;
  #cut = false;
  #frozen = false;
  /** Connections that carry nothing any more, and do not say so. */
  readonly #silent = new Set<Socket>();
  /** Answers WebSocket handshakes as a narrow-minded company proxy does. */
  refusesWebSockets = false;
  /** Leaves them without any answer, as a firewall does. */
  swallowsWebSockets = false;

  private constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((browser) => {
      if (this.#cut) {
        browser.destroy();
        return;
      }
      this.#relay(browser);
    });
  }

  static async to(target: () => number): Promise<Line> {
    const line = new Line(target);
    await new Promise<void>((resolve) => line.#server.listen(0, "127.0.0.1", resolve));
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port.toString()}`;
  }

  /** Every connection ends at once, and none can be made. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#open) socket.destroy();
  }

  mend(): void {
    this.#cut = false;
  }

  /** Every connection, and every one that is made from now on, stays open and carries nothing: as after a device's sleep. */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#open) this.#silent.add(socket);
  }

  /** The silent connections end, and new ones carry again. */
  thaw(): void {
    this.#frozen = false;
    for (const socket of this.#silent) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #relay(browser: Socket): void {
    const server = connect(this.#target(), "127.0.0.1");
    for (const [one, other] of [
      [browser, server],
      [server, browser],
    ] as const) {
      this.#open.add(one);
      if (this.#frozen) this.#silent.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        this.#open.delete(one);
        this.#silent.delete(one);
        other.destroy();
      });
    }
    let swallowed = false;
    browser.on("data", (chunk: Buffer) => {
      const handshake = /\r\nupgrade: websocket\r\n/i.test(chunk.toString("latin1"));
      swallowed ||= handshake && this.swallowsWebSockets;
      if (swallowed || this.#silent.has(browser)) return;
      if (handshake && this.refusesWebSockets) {
        browser.end("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      server.write(chunk);
    });
    server.on("data", (chunk: Buffer) => {
      if (!this.#silent.has(server)) browser.write(chunk);
    });
  }
}
