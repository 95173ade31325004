import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { Dialog } from "@/components/ui/dialog";
import { LoadingLines } from "@/components/ui/skeleton";
import { getOrderEvents } from "@/features/orders/api/get-order";
import { OrderSummary } from "@/features/orders/components/order-summary";
import { StatusMark } from "@/features/orders/components/status-mark";
import type { OrderEvent } from "@/features/orders/order-schema";
import type { AdminOrder } from "../api/list-admin-orders";
import { MoveControls } from "./move-controls";
import type { RowActions } from "./row-actions";
import { useAdminMessages } from "../messages";

function orderEventsQuery(orderId: string) {
  return queryOptions({
    queryKey: ["order-events", orderId],
    queryFn: ({ signal }) => getOrderEvents(orderId, signal),
  });
}

/** One order from close by: where it stands, who moved it when, what is in it. */
export function DetailsDrawer({ order, actions, onClose }: { order: AdminOrder; actions: RowActions; onClose: () => void }) {
  const { t, format } = useAdminMessages();
  const events = useQuery(orderEventsQuery(order.orderId));
  return (
    <Dialog shape="drawer" title={t("order.number", { id: order.orderId })} onClose={onClose}>
      <div className="flex flex-wrap items-center justify-between gap-3 pb-6">
        <StatusMark status={order.status} className="text-lg" />
        <MoveControls order={order} actions={actions} />
        {(order.trackingNumber !== undefined || order.estimatedDelivery !== undefined) && (
          <p className="flex w-full flex-wrap gap-x-4 text-sm text-muted wrap-anywhere">
            {order.trackingNumber !== undefined && <span>{t("story.parcel", { number: order.trackingNumber })}</span>}
            {order.estimatedDelivery !== undefined && <span>{t("order.expected", { date: format.day(order.estimatedDelivery) })}</span>}
          </p>
        )}
      </div>
      <section aria-labelledby="drawer-history" className="border-t border-line py-5">
        <h3 id="drawer-history" className="mb-3 text-xl">
          {t("admin.history")}
        </h3>
        {events.isPending && <LoadingLines lines={3} />}
        {events.isError && <p className="text-clay">{t("admin.historyFailed")}</p>}
        <ol reversed className="space-y-3">
          {[...(events.data ?? [])].reverse().map((event) => (
            <HistoryRow key={event.seq} event={event} />
          ))}
        </ol>
      </section>
      <div className="border-t border-line py-5">
        <OrderSummary order={order} level="h3" />
      </div>
      <Link to={`/order-tracking/${encodeURIComponent(order.orderId)}`} className="inline-flex min-h-11 items-center text-leaf underline underline-offset-4">
        {t("admin.viewAsCustomer")}
      </Link>
    </Dialog>
  );
}

function HistoryRow({ event }: { event: OrderEvent }) {
  const { t, format } = useAdminMessages();
  const what =
    event.kind === "order-created" || event.from === undefined
      ? t("admin.created")
      : event.from === event.status
        ? t("story.details")
        : t("admin.moved", { from: t(`status.${event.from}`), to: t(`status.${event.status}`) });
  const who = event.actor?.name ?? t.maybe(`admin.actor.${event.actor?.kind ?? ""}`);
  return (
    <li data-seq={event.seq} className="grid grid-cols-[5.5rem_1fr] gap-x-3 text-[0.9375rem]">
      <time dateTime={event.createdAt} className="text-sm text-muted tabular">
        {format.dayAndTime(event.createdAt)}
      </time>
      <div>
        <p>{what}</p>
        {who !== undefined && <p className="text-sm text-muted">{t("admin.by", { name: who })}</p>}
        {event.trackingNumber !== undefined && <p className="text-sm text-muted">{t("story.parcel", { number: event.trackingNumber })}</p>}
        {event.note !== undefined && <p className="text-sm">“{event.note}”</p>}
      </div>
    </li>
  );
}
