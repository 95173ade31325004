import { useEffect, useState } from "react";
import { orderRoom } from "@/features/orders/live/order-room";
import { useConnection } from "@/realtime/connection-context";
import type { StatusUpdate } from "@/features/orders/live/order-events";
import type { OrderStatus } from "@/wire/events";
import type { NewEntry } from "./event-log";

interface Tracked {
  /** The id that is followed now, whatever stands in the input. */
  id: string | undefined;
  status: OrderStatus | undefined;
  updates: readonly StatusUpdate[];
  start: (id: string) => void;
  stop: () => void;
}

/** Follows one id, a sandbox one or a real one, and keeps what arrives. */
export function useTrackedId(note: (entry: NewEntry) => void): Tracked {
  const { subscriptions } = useConnection();
  const [id, setId] = useState<string>();
  const [status, setStatus] = useState<OrderStatus>();
  const [updates, setUpdates] = useState<readonly StatusUpdate[]>([]);
  useEffect(() => {
    if (id === undefined) return;
    let last = 0;
    let said = false;
    const { unfollow } = subscriptions.follow(orderRoom, id, {
      since: () => (last === 0 ? undefined : last),
      gapless: true,
      onEvent: take,
      onJoined: ({ order, events = [] }) => {
        for (const event of events) take(event);
        if (last < order.seq || !said) setStatus(order.status);
        last = Math.max(last, order.seq);
        if (!said) note({ key: "test.log.joined", values: { id: order.orderId }, status: order.status });
        said = true;
      },
      onRefused: ({ code }) => {
        note({ key: "test.log.refused", values: { reason: code } });
        setId(undefined);
      },
    });
    function take(event: StatusUpdate) {
      if (event.seq !== undefined) {
        if (event.seq <= last) return;
        last = event.seq;
      }
      setStatus(event.status);
      setUpdates((before) => [event, ...before].slice(0, 50));
      note({ key: "test.log.update", values: { id: event.orderId }, status: event.status });
    }
    return () => {
      unfollow();
      note({ key: "test.log.left", values: { id } });
    };
  }, [subscriptions, id, note]);
  return {
    id,
    status,
    updates,
    start: (next) => {
      setStatus(undefined);
      setUpdates([]);
      setId(next);
    },
    stop: () => {
      setId(undefined);
      setStatus(undefined);
    },
  };
}
