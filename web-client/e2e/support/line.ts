import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";

/** What boxes between browser and server make of WebSockets. */
export type WebSocketBox =
  | "lets them through"
  /** As a narrow-minded company proxy does. */
  | "refuses the handshake"
  /** No answer at all, as from a firewall. */
  | "swallows the handshake"
  /** The server's 101 arrives; whatever is said afterwards does not, in either direction. */
  | "swallows every frame"
  /** The server is heard, and does not hear. */
  | "swallows what the browser says"
  | "closes at once"
  /** At the browser's first word: its CONNECT, or the probe of a polling session. */
  | "closes at the first word"
  /** At the second thing that the server says: when it has let the browser in, or soon after it answered the probe. */
  | "closes soon after";

/** The network between browser and server: a TCP relay that can be cut for real. */
export class Line {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #target: () => number;
  #cut = false;
  #frozen = false;
  /** Connections that carry nothing any more, and do not say so. */
  readonly #silent = new Set<Socket>();
  box: WebSocketBox = "lets them through";

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
    /** What the box does with this connection, once it has turned out to be a WebSocket's. */
    let box: WebSocketBox | undefined;
    let heard = 0;
    browser.on("data", (chunk: Buffer) => {
      if (this.#silent.has(browser)) return;
      const isHandshake = box === undefined && /\r\nupgrade: websocket\r\n/i.test(chunk.toString("latin1"));
      if (isHandshake) box = this.box;
      if (box === "swallows the handshake") return;
      if (box === "refuses the handshake") {
        browser.end("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      if (!isHandshake && (box === "swallows every frame" || box === "swallows what the browser says")) return;
      if (!isHandshake && box === "closes at the first word") {
        browser.destroy();
        return;
      }
      server.write(chunk);
    });
    server.on("data", (chunk: Buffer) => {
      if (this.#silent.has(server)) return;
      if (box === undefined) {
        browser.write(chunk);
        return;
      }
      heard += 1;
      // The server's first frame may come in one piece with its 101.
      const end = chunk.indexOf("\r\n\r\n") + 4;
      if (box === "swallows every frame") {
        if (heard === 1) browser.write(chunk.subarray(0, end));
        return;
      }
      if (box === "closes at once") {
        browser.end(chunk.subarray(0, end));
        return;
      }
      browser.write(chunk);
      if (box === "closes soon after" && heard > 2) browser.destroy();
    });
  }
}
