import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Bar } from "@/components/ui/skeleton";
import { useSettlingRows } from "@/components/ui/use-settling-rows";
import { myOrdersQuery } from "@/features/orders/api/list-orders";
import { OrderCard } from "@/features/orders/components/order-card";
import { isMoving } from "@/features/orders/order-steps";
import { problemOf } from "@/i18n/problem";
import { useLiveOrderList } from "@/features/orders/live/use-live-order-list";
import { useOrderMessages } from "@/features/orders/messages";
import { ConnectionStatus } from "@/realtime/connection-status";

export function OrdersRoute() {
  const { t } = useOrderMessages();
  const { data: orders, error, refetch } = useQuery(myOrdersQuery);
  const following = useLiveOrderList(orders);
  const list = useRef<HTMLDivElement>(null);
  useSettlingRows(list, "data-order");
  const moving = orders?.filter((order) => isMoving(order.status)) ?? [];
  const past = orders?.filter((order) => !isMoving(order.status)) ?? [];
  return (
    <div ref={list} className="page max-w-4xl py-8 sm:py-12">
      <title>{t("orders.title")}</title>
      <div className="mb-6 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h1 className="text-3xl sm:text-4xl">{t("orders.title")}</h1>
        <ConnectionStatus following={following} />
      </div>
      {orders === undefined && error !== null && (
        <Notice
          tone="problem"
          title={t("orders.failed")}
          hint={problemOf(error, t)}
          action={<Button onClick={() => void refetch()}>{t("app.retry")}</Button>}
        />
      )}
      {orders === undefined && error === null && (
        <div role="status" className="divide-y divide-line">
          <span className="sr-only">{t("app.loading")}</span>
          {[0, 1, 2].map((row) => (
            <div key={row} className="space-y-3 py-6">
              <Bar className="h-6 w-3/5" />
              <Bar className="h-4 w-2/5" />
              <Bar className="h-4 w-4/5" />
            </div>
          ))}
        </div>
      )}
      {orders?.length === 0 && <Notice title={t("orders.empty")} hint={t("orders.emptyHint")} />}
      {moving.length > 0 && (
        <section aria-labelledby="moving">
          <h2 id="moving" className="text-lg text-muted">
            {t("orders.moving")}
          </h2>
          <ul className="divide-y divide-line">
            {moving.map((order) => (
              <OrderCard key={order._id} order={order} />
            ))}
          </ul>
        </section>
      )}
      {past.length > 0 && (
        <section aria-labelledby="past" className="mt-10">
          <h2 id="past" className="text-lg text-muted">
            {t("orders.past")}
          </h2>
          <ul className="divide-y divide-line">
            {past.map((order) => (
              <OrderCard key={order._id} order={order} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
