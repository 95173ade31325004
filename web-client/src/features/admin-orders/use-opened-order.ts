import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { adminOrderQuery } from "./api/list-admin-orders";
import { findRow } from "./board-cache";

/** The order in the drawer. It stays there, and live, when its row leaves the filter or the page: until it is closed. */
export function useOpenedOrder() {
  const queryClient = useQueryClient();
  const [orderId, setOrderId] = useState<string>();
  const { data } = useQuery({ ...adminOrderQuery(orderId ?? ""), enabled: orderId !== undefined });
  return {
    order: orderId === undefined ? undefined : data?.orders[0],
    open: (orderId: string) => {
      const row = findRow(queryClient, orderId);
      if (row) queryClient.setQueryData(adminOrderQuery(orderId).queryKey, { orders: [row], page: 1, pages: 1, total: 1 });
      setOrderId(orderId);
    },
    close: () => {
      setOrderId(undefined);
    },
  };
}
