import { Link } from "wouter";
import { ChevronIcon } from "@/components/ui/icons";
import { isMoving, isOverdue, journey, stepOf } from "../order-steps";
import type { Order } from "../order-schema";
import { StatusMark } from "./status-mark";
import { useOrderMessages } from "../messages";

/** One of my orders, as a row that leads to its page. */
export function OrderCard({ order }: { order: Order }) {
  const { t, format } = useOrderMessages();
  const moving = isMoving(order.status);
  const step = stepOf(order.status);
  const [first, ...others] = order.items;
  return (
    <li className="group relative flex items-center gap-4 py-5" data-order={order.orderId}>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-4">
          <p className={`font-display ${moving ? "text-xl" : "text-lg"}`}>
            <Link
              to={`/order-tracking/${encodeURIComponent(order.orderId)}`}
              aria-label={`${t(`headline.${order.status}`)} ${t("orders.follow", { id: order.orderId })}`}
              className="after:absolute after:inset-0 group-hover:text-leaf"
            >
              {t(`headline.${order.status}`)}
            </Link>
          </p>
          <p className="tabular">{format.money(order.totalAmount)}</p>
        </div>
        <p className="mt-0.5 truncate text-muted">
          {first?.name}
          {others.length > 0 && ` ${t("orders.more", { count: others.length })}`}
        </p>
        {moving && step !== undefined && (
          <div aria-hidden className="mt-3 flex max-w-sm gap-1">
            {journey.map((station, index) => (
              <span key={station} className={`h-1 flex-1 rounded-full transition-colors duration-500 ${index < step ? "bg-leaf" : "bg-line"}`} />
            ))}
          </div>
        )}
        <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-sm text-muted">
          <StatusMark status={order.status} className="text-ink" />
          <span className="tabular">{order.orderId}</span>
          <span>{t("orders.placed", { date: format.shortDay(order.orderDate ?? order.createdAt) })}</span>
          {moving && order.estimatedDelivery !== undefined && (
            <span className="text-ink">
              {t(isOverdue(order.estimatedDelivery) ? "order.late" : "order.expected", { date: format.shortDay(order.estimatedDelivery) })}
            </span>
          )}
        </p>
      </div>
      <ChevronIcon className="size-5 shrink-0 text-muted transition-transform duration-200 group-hover:translate-x-1 group-hover:text-leaf" />
    </li>
  );
}
