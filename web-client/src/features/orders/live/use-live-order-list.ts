import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { useConnection } from "@/realtime/connection-context";
import { myOrdersQuery } from "../api/list-orders";
import { isMoving } from "../order-steps";
import type { Order } from "../order-schema";
import { orderRoom } from "./order-room";

/** The list follows this many orders; the others change when it is read again. */
const mostFollowed = 20;

const idsOf = (followed: string) => followed.split(" ").filter((orderId) => orderId !== "");

/** Keeps the statuses on the list as they are, for the orders that may still move; says whether the server has let us into all their rooms, or told us why not. */
export function useLiveOrderList(orders: readonly Order[] | undefined): boolean {
  const { subscriptions } = useConnection();
  const queryClient = useQueryClient();
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const followed = (orders ?? [])
    .filter((order) => isMoving(order.status))
    .slice(0, mostFollowed)
    .map((order) => order.orderId)
    .join(" ");

  const seqOf = useEffectEvent((orderId: string) => orders?.find((order) => order.orderId === orderId)?.seq);
  const change = useEffectEvent((now: Pick<Order, "orderId" | "status" | "updatedAt"> & { estimatedDelivery?: string | undefined; seq?: number | undefined }) => {
    queryClient.setQueryData(myOrdersQuery.queryKey, (before) =>
      before?.map((order) => {
        if (order.orderId !== now.orderId || (now.seq ?? 0) <= order.seq) return order;
        return {
          ...order,
          status: now.status,
          updatedAt: now.updatedAt,
          seq: now.seq ?? order.seq,
          estimatedDelivery: now.estimatedDelivery ?? order.estimatedDelivery,
        };
      }),
    );
  });

  useEffect(() => {
    const onAnswer = (orderId: string) => {
      setAnswered((before) => new Set(before).add(orderId));
    };
    const following = idsOf(followed).map((orderId) =>
      subscriptions.follow(orderRoom, orderId, {
        since: () => seqOf(orderId),
        onEvent: (event) => {
          change(event);
        },
        onJoined: (answer) => {
          onAnswer(orderId);
          change(answer.order);
        },
        onRefused: () => {
          onAnswer(orderId);
        },
        onLost: () => {
          setAnswered(new Set());
        },
      }),
    );
    return () => {
      for (const { unfollow } of following) unfollow();
    };
  }, [subscriptions, followed]);

  return idsOf(followed).every((orderId) => answered.has(orderId));
}
