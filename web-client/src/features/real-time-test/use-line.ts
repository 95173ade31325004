import { useCallback, useEffect, useSyncExternalStore } from "react";
import { useConnection } from "@/realtime/connection-context";
import { parseTrackingProblem } from "@/features/orders/live/order-events";
import type { NewEntry } from "./event-log";

interface Line {
  transport: string | undefined;
  socketId: string | undefined;
}

/** What the connection is made of, and what happens to it. */
export function useLine(note: (entry: NewEntry) => void): Line {
  const connection = useConnection();
  const subscribe = useCallback(
    (changed: () => void) => {
      const { socket } = connection;
      const onConnect = () => {
        changed();
        // From polling to WebSocket, when the server offers it.
        socket.io.engine.on("upgrade", changed);
      };
      if (socket.connected) onConnect();
      socket.on("connect", onConnect);
      socket.on("disconnect", changed);
      return () => {
        socket.off("connect", onConnect);
        socket.off("disconnect", changed);
      };
    },
    [connection],
  );
  const transport = useSyncExternalStore(subscribe, connection.transport);
  const socketId = useSyncExternalStore(subscribe, () => connection.socket.id);
  useEffect(() => {
    const { socket } = connection;
    const onConnect = () => {
      note({ key: socket.recovered ? "test.log.recovered" : "test.log.connected", values: { transport: connection.transport() ?? "?" } });
    };
    const onDisconnect = (reason: string) => {
      note({ key: "test.log.disconnected", values: { reason } });
    };
    const onConnectError = (error: Error) => {
      note({ key: "test.log.error", values: { reason: error.message } });
    };
    const onProblem = (payload: unknown) => {
      const problem = parseTrackingProblem(payload);
      if (problem) note({ key: "test.log.refused", values: { reason: problem.code } });
    };
    socket.on("connect", onConnect);
    socket.on("disconnect", onDisconnect);
    socket.on("connect_error", onConnectError);
    socket.on("tracking-error", onProblem);
    return () => {
      socket.off("connect", onConnect);
      socket.off("disconnect", onDisconnect);
      socket.off("connect_error", onConnectError);
      socket.off("tracking-error", onProblem);
    };
  }, [connection, note]);
  return { transport, socketId };
}
