import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { adminOrderQuery, type AdminOrder } from "./api/list-admin-orders";

/** The order in the drawer. It stays there, and live, when its row leaves the filter or the page: until it is closed. */
export function useOpenedOrder() {
  const queryClient = useQueryClient();
  const [orderId, setOrderId] = useState<string>();
  const { data } = useQuery({ ...adminOrderQuery(orderId ?? ""), enabled: orderId !== undefined });
  return {
    order: orderId === undefined ? undefined : data?.orders[0],
    open: (order: AdminOrder) => {
      queryClient.setQueryData(adminOrderQuery(order.orderId).queryKey, { orders: [order], page: 1, pages: 1, total: 1 });
      setOrderId(order.orderId);
    },
    close: () => {
      setOrderId(undefined);
    },
  };
}
