import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { onAnyUpdate, onNewOrder } from "@/features/orders/live/shop-events";
import { useConnection } from "@/realtime/connection-context";
import { useRefetchOnReconnect } from "@/realtime/use-refetch-on-reconnect";
import type { StatusUpdate } from "@/features/orders/live/order-events";
import { figuresKey } from "./api/get-figures";

export interface Counters {
  newOrders: number;
  moves: number;
  delivered: number;
  latest: StatusUpdate | undefined;
}

/** However much happens, the figures are counted again at most this often. */
const recountEveryMs = 2_000;
/** A repetition comes soon after the first: what was counted before so many others is forgotten. */
const rememberedChanges = 500;
const missable = [figuresKey];

/** Counts what happens while the page is open, and has the figures counted again. */
export function useLiveCounters(): Counters {
  const connection = useConnection();
  const queryClient = useQueryClient();
  const [counters, setCounters] = useState<Counters>({ newOrders: 0, moves: 0, delivered: 0, latest: undefined });
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    // An admin who also follows an order hears of it once; this only guards against counting a repetition.
    const counted = new Set<string>();
    const recount = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        void queryClient.invalidateQueries({ queryKey: figuresKey });
      }, recountEveryMs);
    };
    const stopUpdates = onAnyUpdate(connection, (event) => {
      const once = `${event.orderId}/${event.seq?.toString() ?? event.updatedAt}`;
      if (counted.has(once)) return;
      counted.add(once);
      for (const oldest of counted) {
        if (counted.size <= rememberedChanges) break;
        counted.delete(oldest);
      }
      setCounters((before) => ({
        ...before,
        moves: before.moves + 1,
        delivered: before.delivered + (event.status === "delivered" ? 1 : 0),
        latest: event,
      }));
      recount();
    });
    const stopNew = onNewOrder(connection, () => {
      setCounters((before) => ({ ...before, newOrders: before.newOrders + 1 }));
      recount();
    });
    return () => {
      stopUpdates();
      stopNew();
      clearTimeout(waiting);
    };
  }, [connection, queryClient]);
  useRefetchOnReconnect(missable);
  return counters;
}
