import { useEffect, useState } from "react";
import { useConnection } from "@/realtime/connection-context";
import { parseTrackingProblem } from "@/realtime/socket-events";
import type { NewEntry } from "./event-log";

interface Line {
  transport: string | undefined;
  socketId: string | undefined;
}

/** What the connection is made of, and what happens to it. */
export function useLine(note: (entry: NewEntry) => void): Line {
  const connection = useConnection();
  const read = (): Line => ({ transport: connection.transport(), socketId: connection.socket.id });
  const [line, setLine] = useState<Line>(read);
  useEffect(() => {
    const { socket } = connection;
    const refresh = () => {
      setLine({ transport: connection.transport(), socketId: socket.id });
    };
    const onConnect = () => {
      refresh();
      note({ key: socket.recovered ? "test.log.recovered" : "test.log.connected", values: { transport: connection.transport() ?? "?" } });
      socket.io.engine.on("upgrade", refresh);
    };
    const onDisconnect = (reason: string) => {
      refresh();
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
  return line;
}
