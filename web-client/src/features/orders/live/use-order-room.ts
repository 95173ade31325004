import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { Refusal } from "@/realtime/answer";
import { useConnection } from "@/realtime/connection-context";
import { applyOrderEvents, type LiveOrder, type OrderChange } from "./apply-order-event";
import type { Joined } from "./order-events";
import { orderRoom } from "./order-room";

export interface OrderRoomOptions {
  orderId: string;
  /** Where the order lives in the query cache: the one truth on the screen. */
  queryKey: QueryKey;
  /** Join only when the order is there, so that the server knows what it need not send. */
  enabled: boolean;
  ticket?: string | undefined;
  /** Called with what was new, oldest first; never twice for the same change. */
  onChanges?: ((changes: readonly OrderChange[]) => void) | undefined;
}

export interface OrderRoom {
  joined: boolean;
  refusal: Refusal | undefined;
}

/** Follows an order for as long as the component is there: joins, recovers, leaves, writes the query cache. */
export function useOrderRoom({ orderId, queryKey, enabled, ticket, onChanges }: OrderRoomOptions): OrderRoom {
  const { subscriptions } = useConnection();
  const queryClient = useQueryClient();
  const [room, setRoom] = useState<OrderRoom>({ joined: false, refusal: undefined });

  const current = useEffectEvent(() => queryClient.getQueryData<LiveOrder>(queryKey));
  const reload = useEffectEvent(() => {
    void queryClient.invalidateQueries({ queryKey, exact: true });
  });

  /** Writes what is new; true when nothing is missing. */
  const take = useEffectEvent((events: readonly OrderChange[]): boolean => {
    const before = current();
    if (!before) return true;
    const { order, applied, missingSince } = applyOrderEvents(before, events);
    if (applied.length > 0) {
      queryClient.setQueryData(queryKey, order);
      onChanges?.(applied);
    }
    return missingSince === undefined;
  });

  const onJoined = useEffectEvent(({ order: now, events = [], complete = true }: Joined) => {
    setRoom({ joined: true, refusal: undefined });
    const whole = complete && take(events);
    const ours = current();
    if (!ours || (whole && now.seq <= ours.seq)) return;
    // Too much was missed to be told step by step: take what is so now, and read the history anew.
    if (now.seq > ours.seq) {
      queryClient.setQueryData(queryKey, {
        ...ours,
        status: now.status,
        trackingNumber: now.trackingNumber,
        estimatedDelivery: now.estimatedDelivery,
        updatedAt: now.updatedAt,
        seq: now.seq,
      });
      onChanges?.([now]);
    }
    reload();
  });

  const onRefused = useEffectEvent((refusal: Refusal) => {
    setRoom({ joined: false, refusal });
  });

  useEffect(() => {
    if (!enabled) return;
    return subscriptions.follow(orderRoom, orderId, {
      ticket,
      since: () => current()?.seq,
      gapless: true,
      onEvent: (event) => {
        take([event]);
      },
      onJoined: (answer) => {
        onJoined(answer);
      },
      onRefused: (refusal) => {
        onRefused(refusal);
      },
      onLost: () => {
        setRoom((before) => ({ ...before, joined: false }));
      },
    }).unfollow;
  }, [subscriptions, orderId, ticket, enabled]);

  return room;
}
