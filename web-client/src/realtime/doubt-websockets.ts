import type { TypedSocket } from "./typed-socket";

/**
 * The ways to connect, in the order in which they are tried, by how often WebSockets have disappointed: usually; where one got
 * no answer, or ended at once; and where even the change from polling to one came to nothing.
 */
const ways = [["websocket", "polling"], ["polling", "websocket"], ["polling"]] as const;

interface Options {
  /** How long an answer may take; what ends sooner was not to be had at all. */
  patienceMs: number;
  hangUp: () => void;
}

/**
 * Some networks swallow a WebSocket or end it a moment later, and refuse nothing, on which the library would try the other
 * way. Such a connection is given up, and the next one is made more carefully; one that lasts restores the trust.
 */
export function doubtWebSockets(socket: TypedSocket, { patienceMs, hangUp }: Options): void {
  const { io } = socket;
  let doubts = 0;
  let openedAt = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let gaveUp = false;
  const doubt = (count: number) => {
    doubts = count;
    io.opts.transports = [...(ways[count] ?? ways[2])];
  };
  const answered = () => {
    clearTimeout(waiting);
  };
  io.on("open", () => {
    openedAt = Date.now();
    gaveUp = false;
    waiting = setTimeout(() => {
      gaveUp = true;
      hangUp();
    }, patienceMs);
  });
  socket.on("connect", answered);
  socket.on("connect_error", ({ message }) => {
    answered();
    if (message === "timeout" && doubts === 0) doubt(1);
  });
  io.on("close", (reason) => {
    answered();
    const lasted = Date.now() - openedAt >= patienceMs;
    const way = io.engine.transport.name;
    // Polling that ends soon as well: it is the server that is away, or the line.
    if (!gaveUp && !lasted && way === "polling" && reason.startsWith("transport")) doubt(0);
    else if (gaveUp || (!lasted && reason.startsWith("transport"))) doubt(Math.min(doubts + 1, 2));
    else if (lasted) doubt(way === "websocket" ? 0 : Math.min(doubts, 1));
  });
}
