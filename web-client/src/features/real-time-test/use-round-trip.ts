import { useEffect, useState } from "react";
import { useConnection, useConnectionState } from "@/realtime/connection-context";

const everyMs = 2_000;

/** How long a question to the server and its answer take, asked again and again. */
export function useRoundTrip(): number | undefined {
  const { socket } = useConnection();
  const { phase } = useConnectionState();
  const [roundTripMs, setRoundTripMs] = useState<number>();
  const connected = phase === "live";
  useEffect(() => {
    if (!connected) return;
    let current = true;
    const ask = () => {
      const began = performance.now();
      // Leaving a room that we are not in changes nothing, and is answered.
      socket.timeout(5_000).emit("leave-order-tracking", "TEST-ROUND-TRIP", (error: Error | null) => {
        if (current && error === null) setRoundTripMs(Math.max(1, Math.round(performance.now() - began)));
      });
    };
    ask();
    const timer = setInterval(ask, everyMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [socket, connected]);
  return connected ? roundTripMs : undefined;
}
