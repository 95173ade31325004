import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { onAnyUpdate, onNewOrder } from "@/features/orders/live/shop-events";
import { useConnection } from "@/realtime/connection-context";
import { useRefetchOnReconnect } from "@/realtime/use-refetch-on-reconnect";
import { adminOrdersKey } from "./api/list-admin-orders";
import { changeRows, withStanding } from "./board-cache";

/** However much happens in the shop, the list is read again at most this often. */
const rereadEveryMs = 1_500;
const highlightMs = 4_000;
const missable = [adminOrdersKey, ["order-events"]];

interface LiveBoard {
  /** Orders that came while the page shown is not the one where they would appear. */
  newOrders: number;
  forgetNewOrders: () => void;
  /** Orders that changed a moment ago. */
  changed: ReadonlySet<string>;
}

/** Keeps the board as the shop is: rows change at once, and the list is read again when its order may have changed. */
export function useLiveBoard({ showsNewest }: { showsNewest: boolean }): LiveBoard {
  const connection = useConnection();
  const queryClient = useQueryClient();
  const [newOrders, setNewOrders] = useState(0);
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  // Where they appear, they are seen: they are no news on the next page.
  if (showsNewest && newOrders > 0) setNewOrders(0);

  const countNewOrder = useEffectEvent(() => {
    if (!showsNewest) setNewOrders((count) => count + 1);
  });

  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const highlights = new Set<ReturnType<typeof setTimeout>>();
    const reread = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        void queryClient.invalidateQueries({ queryKey: adminOrdersKey });
      }, rereadEveryMs);
    };
    const stopUpdates = onAnyUpdate(connection, (event) => {
      changeRows(queryClient, (row) => withStanding(row, event));
      void queryClient.invalidateQueries({ queryKey: ["order-events", event.orderId] });
      setChanged((before) => new Set(before).add(event.orderId));
      const timer = setTimeout(() => {
        highlights.delete(timer);
        setChanged((before) => {
          const after = new Set(before);
          after.delete(event.orderId);
          return after;
        });
      }, highlightMs);
      highlights.add(timer);
      reread();
    });
    const stopNew = onNewOrder(connection, () => {
      countNewOrder();
      reread();
    });
    return () => {
      stopUpdates();
      stopNew();
      clearTimeout(waiting);
      for (const timer of highlights) clearTimeout(timer);
    };
  }, [connection, queryClient]);

  // What happened before we were at the desk is in the list, and in an open order's history, as the server has them now.
  useRefetchOnReconnect(missable);

  return {
    newOrders,
    forgetNewOrders: () => {
      setNewOrders(0);
    },
    changed,
  };
}
