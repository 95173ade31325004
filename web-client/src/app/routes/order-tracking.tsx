import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
import { Link, useParams } from "wouter";
import { Button, buttonClass } from "@/components/ui/button";
import { ShareIcon } from "@/components/ui/icons";
import { Notice } from "@/components/ui/notice";
import { toastProblem } from "@/components/ui/toast";
import { orderQuery } from "@/features/orders/api/get-order";
import { OrderHero } from "@/features/orders/components/order-hero";
import { OrderSkeleton } from "@/features/orders/components/order-skeleton";
import { OrderSummary } from "@/features/orders/components/order-summary";
import { OrderTimeline } from "@/features/orders/components/order-timeline";
import { problemOf, reasonOf } from "@/i18n/problem";
import { useLiveOrder } from "@/features/orders/live/use-live-order";
import { useOrderMessages } from "@/features/orders/messages";
import { ApiError } from "@/lib/api-client";
import { ErrorBoundary } from "../error-page";
import { lazyWithRetry } from "../lazy-with-retry";
import { Orders } from "../orders-page";
import { whenIdle } from "../when-idle";

const ShareDialog = lazyWithRetry(() => import("@/features/tracking-links/components/share-dialog").then((file) => file.ShareDialog));

export function OrderTrackingRoute() {
  const { t } = useOrderMessages();
  const params = useParams<{ orderId: string }>();
  const orderId = params.orderId.trim().replace(/^#/, "");
  const query = orderQuery(orderId);
  const { data: order, error, refetch } = useQuery(query);
  // What the server no longer shows us is not shown from memory either.
  const unknown = error instanceof ApiError && (error.status === 404 || error.status === 403);
  // The address may name the order by another of its ids; the room is known by this one.
  const room = useLiveOrder({ orderId: order?.orderId ?? orderId, queryKey: query.queryKey, enabled: order !== undefined && !unknown });
  const [sharing, setSharing] = useState(false);
  useEffect(
    () =>
      whenIdle(() => {
        Orders.prefetch();
        ShareDialog.prefetch();
      }),
    [],
  );

  if (!order || unknown) {
    if (error === null) return <OrderSkeleton />;
    return (
      <div className="page">
        <title>{t("order.number", { id: orderId })}</title>
        <Notice
          asHeading
          tone={unknown ? "calm" : "problem"}
          title={t(unknown ? "order.notFound" : "order.failed")}
          hint={unknown ? t("order.notFoundHint") : problemOf(error, t)}
          action={
            unknown ? (
              <Link to="/" className={buttonClass()}>
                {t("notFound.action")}
              </Link>
            ) : (
              <Button onClick={() => void refetch()}>{t("app.retry")}</Button>
            )
          }
        />
      </div>
    );
  }

  return (
    <>
      <title>{`${t(`status.${order.status}`)} · ${order.orderId}`}</title>
      <OrderHero
        orderId={order.orderId}
        placedAt={order.orderDate ?? order.createdAt}
        status={order.status}
        headline={t(`headline.${order.status}`)}
        trackingNumber={order.trackingNumber}
        estimatedDelivery={order.estimatedDelivery}
        following={room.joined}
        deliveredAt={order.deliveredAt ?? (order.status === "delivered" ? order.updatedAt : undefined)}
        action={
          <Button
            look="onBand"
            onClick={() => {
              setSharing(true);
            }}
          >
            <ShareIcon className="size-5" />
            {t("share.open")}
          </Button>
        }
      />
      {room.refusal && (
        <p role="alert" className="page max-w-6xl pt-5 text-clay">
          {t("order.notFollowed", { reason: reasonOf(room.refusal.code, t) })}
        </p>
      )}
      <div className="page grid max-w-6xl gap-x-16 gap-y-10 py-8 sm:py-12 lg:grid-cols-[1fr_23rem]">
        <section aria-labelledby="history">
          <h2 id="history" className="mb-6 text-2xl">
            {t("order.history")}
          </h2>
          <OrderTimeline steps={order.steps} />
        </section>
        <OrderSummary order={order} />
      </div>
      {sharing && (
        <ErrorBoundary
          at="share"
          fallback={null}
          onFailed={() => {
            setSharing(false);
            toastProblem(t("share.unavailable"));
          }}
        >
          <Suspense fallback={null}>
            <ShareDialog
              orderId={order.orderId}
              onClose={() => {
                setSharing(false);
              }}
            />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  );
}
