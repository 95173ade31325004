import type { Dispatch, SetStateAction } from "react";
import { StatusMark } from "@/features/orders/components/status-mark";
import { paymentMethod } from "@/features/orders/order-words";
import type { AdminOrder } from "../api/list-admin-orders";
import { MoveControls } from "./move-controls";
import { OrderLink } from "./order-link";
import type { Selection } from "../selection";
import type { RowActions } from "./row-actions";
import { SelectOrder } from "./select-order";
import { useAdminMessages } from "../messages";

interface OrderCardsProps {
  orders: AdminOrder[];
  label: string;
  selection: Selection;
  onSelection: Dispatch<SetStateAction<Selection>>;
  changed: ReadonlySet<string>;
  actions: RowActions;
}

/** The board on a phone: the same orders, one under the other. */
export function OrderCards({ orders, label, selection, onSelection, changed, actions }: OrderCardsProps) {
  const { t, format } = useAdminMessages();
  return (
    <ul aria-label={label} className="divide-y divide-line border-t border-line-strong">
      {orders.map((order) => (
        <li
          key={order.orderId}
          data-order={order.orderId}
          data-status={order.status}
          className={`-mx-5 px-5 py-4 transition-colors duration-700 ${changed.has(order.orderId) ? "bg-turmeric-tint" : selection[order.orderId] !== undefined ? "bg-leaf-tint" : ""}`}
        >
          <div className="flex items-center gap-3">
            <SelectOrder
              orderId={order.orderId}
              className="-ml-2"
              checked={selection[order.orderId] !== undefined}
              onChange={(event) => {
                const { checked } = event.target;
                onSelection(({ [order.orderId]: _before, ...others }) => (checked ? { ...others, [order.orderId]: order.seq } : others));
              }}
            />
            <OrderLink orderId={order.orderId} onOpen={actions.open} />
            <StatusMark status={order.status} className={`ml-auto text-sm ${order.pending === true ? "motion-safe:animate-shimmer" : ""}`} />
          </div>
          <div className="mt-1 flex justify-between gap-4">
            <p className="min-w-0 truncate">{order.customerInfo?.name}</p>
            <p className="tabular">{format.money(order.totalAmount)}</p>
          </div>
          <p className="text-sm text-muted">
            {format.dayAndTime(order.createdAt)} · {paymentMethod(order.paymentMethod, t)} · {order.shippingAddress?.zipCode}
          </p>
          <div className="mt-3">
            <MoveControls order={order} actions={actions} />
          </div>
        </li>
      ))}
    </ul>
  );
}
