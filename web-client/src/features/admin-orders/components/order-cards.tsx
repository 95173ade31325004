import type { Dispatch, SetStateAction } from "react";
import { StatusMark } from "@/features/orders/components/status-mark";
import { paymentMethod } from "@/features/orders/order-words";
import type { AdminOrder } from "../api/list-admin-orders";
import { MoveControls } from "./move-controls";
import type { Selection } from "../selection";
import type { RowActions } from "./row-actions";
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
            <label className="-ml-2 grid size-9 place-items-center">
              <input
                type="checkbox"
                className="size-5"
                aria-label={t("admin.selectRow", { id: order.orderId })}
                checked={selection[order.orderId] !== undefined}
                onChange={(event) => {
                  const { checked } = event.target;
                  onSelection(({ [order.orderId]: _before, ...others }) => (checked ? { ...others, [order.orderId]: order.seq } : others));
                }}
              />
            </label>
            <button
              type="button"
              aria-label={t("admin.open", { id: order.orderId })}
              className="min-h-9 font-medium text-leaf tabular underline decoration-line-strong underline-offset-4"
              onClick={() => {
                actions.open(order.orderId);
              }}
            >
              {order.orderId}
            </button>
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
            <MoveControls
              order={order}
              onMove={(status) => {
                actions.move(order, { status });
              }}
              onMoveWithDetails={(status) => {
                actions.moveWithDetails(order, status);
              }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
