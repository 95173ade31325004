import { useEffect, useState } from "react";
import { harmlessQuestion } from "@/features/orders/live/order-room";
import { useConnection, useConnectionState } from "@/realtime/connection-context";

const everyMs = 2_000;

/** How long a question to the server and its answer take, asked again and again. */
export function useRoundTrip(): number | undefined {
  const { ask: send } = useConnection();
  const { phase } = useConnectionState();
  const [roundTripMs, setRoundTripMs] = useState<number>();
  const connected = phase === "live";
  useEffect(() => {
    if (!connected) return;
    let current = true;
    const ask = () => {
      const began = performance.now();
      send(harmlessQuestion("ROUND-TRIP"))
        .then(() => {
          if (current) setRoundTripMs(Math.max(1, Math.round(performance.now() - began)));
        })
        .catch(() => undefined); // a question that got no answer has no round trip
    };
    ask();
    const timer = setInterval(ask, everyMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [send, connected]);
  return connected ? roundTripMs : undefined;
}
