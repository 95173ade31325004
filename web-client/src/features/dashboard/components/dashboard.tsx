import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Bar as Placeholder, LoadingLines } from "@/components/ui/skeleton";
import { isMoving } from "@/features/orders/order-steps";
import { paymentMethod } from "@/features/orders/order-words";
import { problemOf } from "@/i18n/problem";
import { ConnectionStatus } from "@/realtime/connection-status";
import { orderStatuses } from "@/wire/order-status";
import { figuresQuery, type Figures } from "../api/get-figures";
import { useLiveCounters } from "../use-live-counters";
import { FigurePanel } from "./figure-panel";
import { useDashboardMessages } from "../messages";

const Bars = lazy(() => import("./bars").then((file) => ({ default: file.Bars })));
const RevenueChart = lazy(() => import("./revenue-chart").then((file) => ({ default: file.RevenueChart })));

const periods = [7, 30, 90];

/** How the shop is doing: a few figures that matter, and what happens while one looks. */
export function Dashboard() {
  const { t } = useDashboardMessages();
  const [days, setDays] = useState(30);
  const { data, error, refetch } = useQuery(figuresQuery(days));
  return (
    <div className="page max-w-[88rem] py-6 sm:py-10">
      <title>{t("dashboard.title")}</title>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <h1 className="text-3xl">{t("dashboard.title")}</h1>
        <span className="mr-auto">
          <ConnectionStatus />
        </span>
        <div role="group" aria-label={t("dashboard.range")} className="flex rounded-lg border border-line-strong bg-surface p-0.5">
          {periods.map((count) => (
            <button
              key={count}
              type="button"
              aria-pressed={days === count}
              onClick={() => {
                setDays(count);
              }}
              className={`min-h-9 rounded-md px-3 text-sm ${days === count ? "bg-leaf text-on-leaf" : "hover:bg-leaf-tint"}`}
            >
              {t("dashboard.days", { count })}
            </button>
          ))}
        </div>
      </div>
      <LiveStrip />
      {!data && error === null && (
        <div className="mt-10 grid gap-10 lg:grid-cols-2">
          <LoadingLines lines={8} />
          <Placeholder className="h-64" />
        </div>
      )}
      {!data && error !== null && (
        <Notice tone="problem" title={t("dashboard.failed")} hint={problemOf(error, t)} action={<Button onClick={() => void refetch()}>{t("app.retry")}</Button>} />
      )}
      {data && <Panels figures={data} />}
    </div>
  );
}

/** What has happened since the page was opened. */
function LiveStrip() {
  const { t } = useDashboardMessages();
  const { newOrders, moves, delivered, latest } = useLiveCounters();
  const counters = [
    { label: t("dashboard.newOrders"), value: newOrders },
    { label: t("dashboard.moves"), value: moves },
    { label: t("dashboard.delivered"), value: delivered },
  ];
  return (
    <section aria-labelledby="now" className="on-band mt-6 flex flex-wrap items-center gap-x-10 gap-y-4 rounded-xl bg-band px-5 py-4 text-on-band sm:px-7">
      <h2 id="now" className="w-full text-lg text-on-band-muted sm:w-auto">
        {t("dashboard.now")}
      </h2>
      <dl className="flex flex-1 flex-wrap gap-x-10 gap-y-3">
        {counters.map(({ label, value }) => (
          <div key={label} className="flex items-baseline gap-2">
            <dd className="font-display text-2xl tabular" data-counter={label}>
              {value}
            </dd>
            <dt className="text-sm text-on-band-muted">{label}</dt>
          </div>
        ))}
      </dl>
      <p className="w-full text-sm text-on-band-muted sm:w-auto" role="status">
        {latest ? (
          <Link to={`/order-tracking/${encodeURIComponent(latest.orderId)}`} className="underline underline-offset-4">
            {t("dashboard.lastChange", { id: latest.orderId, status: t(`status.${latest.status}`) })}
          </Link>
        ) : (
          t("dashboard.noChange")
        )}
      </p>
    </section>
  );
}

function Panels({ figures }: { figures: Figures }) {
  const { t, format } = useDashboardMessages();
  const byStatus = orderStatuses
    .map((status) => ({ status, count: figures.ordersByStatus.find((entry) => entry._id === status)?.count ?? 0 }))
    .filter(({ count }) => count > 0);
  const open = byStatus.filter(({ status }) => isMoving(status)).reduce((sum, { count }) => sum + count, 0);
  const row = (name: string, count: number) => ({ name, count, label: format.number(count) });
  const statusRows = byStatus.map(({ status, count }) => row(t(`status.${status}`), count));
  const paymentRows = figures.ordersByPaymentMethod.map(({ _id, count }) => row(paymentMethod(_id, t), count));
  const pincodeRows = figures.topPincodes.map(({ _id, count }) => row(_id, count));
  const best = figures.revenueByDay.reduce((most, day) => (day.revenue > most.revenue ? day : most), { date: "", revenue: 0, orders: 0 });
  // The days are the figures' own: those of another period stay until the chosen one's have come.
  const revenueSummary =
    best.revenue === 0 ? undefined : t("dashboard.revenueSummary", { total: format.wholeMoney(figures.totalRevenue), days: figures.revenueByDay.length, day: format.shortDay(best.date), most: format.wholeMoney(best.revenue) });
  const headline = [
    { label: t("dashboard.revenueTotal"), value: format.wholeMoney(figures.totalRevenue) },
    { label: t("dashboard.ordersTotal"), value: format.number(figures.totalOrders) },
    { label: t("dashboard.averageOrder"), value: figures.totalOrders === 0 ? "–" : format.wholeMoney(figures.totalRevenue / figures.totalOrders) },
    { label: t("dashboard.open"), value: format.number(open) },
  ];
  const say = (rows: readonly { name: string; label: string }[]) => rows.map(({ name, label }) => `${name}: ${label}`).join(", ");
  return (
    <>
      <dl className="mt-8 grid grid-cols-2 gap-x-8 gap-y-6 lg:grid-cols-4">
        {headline.map(({ label, value }) => (
          <div key={label} className="flex flex-col-reverse">
            <dt className="text-muted">{label}</dt>
            <dd className="font-display text-3xl tabular sm:text-4xl">{value}</dd>
          </div>
        ))}
      </dl>
      <Suspense fallback={<Placeholder className="mt-10 h-64" />}>
        <div className="mt-10 grid gap-x-14 gap-y-10 lg:grid-cols-2">
          <FigurePanel
            title={t("dashboard.revenue")}
            {...(revenueSummary === undefined ? {} : { summary: revenueSummary })}
            columns={[t("dashboard.column.day"), t("dashboard.column.orders"), t("dashboard.column.revenue")]}
            rows={best.revenue === 0 ? [] : figures.revenueByDay.map((day) => [format.shortDay(day.date), format.number(day.orders), format.money(day.revenue)])}
            className="lg:col-span-2"
          >
            <RevenueChart days={figures.revenueByDay} label={revenueSummary ?? t("dashboard.revenue")} />
          </FigurePanel>
          <div className="space-y-10">
          <FigurePanel
            title={t("dashboard.byStatus")}
            columns={[t("dashboard.column.status"), t("dashboard.column.orders")]}
            rows={statusRows.map(({ name, label }) => [name, label])}
          >
            <Bars rows={statusRows} label={say(statusRows)} />
          </FigurePanel>
          <FigurePanel
            title={t("dashboard.byPayment")}
            columns={[t("dashboard.column.payment"), t("dashboard.column.orders")]}
            rows={paymentRows.map(({ name, label }) => [name, label])}
          >
            <Bars rows={paymentRows} label={say(paymentRows)} />
          </FigurePanel>
          </div>
          <FigurePanel
            title={t("dashboard.pincodes")}
            columns={[t("dashboard.column.pincode"), t("dashboard.column.orders")]}
            rows={pincodeRows.map(({ name, label }) => [name, label])}
          >
            <Bars rows={pincodeRows} label={say(pincodeRows)} />
          </FigurePanel>
        </div>
      </Suspense>
    </>
  );
}
