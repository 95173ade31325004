import { useQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { OrderHero } from "@/features/orders/components/order-hero";
import { OrderSkeleton } from "@/features/orders/components/order-skeleton";
import { OrderTimeline } from "@/features/orders/components/order-timeline";
import { problemOf, reasonOf } from "@/i18n/problem";
import { useLiveOrder } from "@/features/orders/live/use-live-order";
import { sharedOrderQuery } from "@/features/tracking-links/api/get-shared-order";
import { useTrackingLinkMessages } from "@/features/tracking-links/messages";
import { ApiError } from "@/lib/api-client";

/** An order followed by a link: the parcel's way, nothing about the person. */
export function SharedTrackingRoute() {
  const { t } = useTrackingLinkMessages();
  const { ticket } = useParams<{ ticket: string }>();
  const query = sharedOrderQuery(ticket);
  const { data: order, error, refetch } = useQuery(query);
  const room = useLiveOrder({ orderId: order?.orderId ?? "", queryKey: query.queryKey, enabled: order !== undefined, ticket });

  // A link may stop to work while one looks: what it showed goes then, too.
  const unknown = (error instanceof ApiError && error.status === 404) || room.refusal?.code === "tracking_link_not_found";

  if (!order || unknown) {
    if (error === null && !unknown) return <OrderSkeleton />;
    return (
      <div className="page">
        <title>{t("track.shared")}</title>
        <Notice
          asHeading
          tone={unknown ? "calm" : "problem"}
          title={t(unknown ? "track.notFound" : "track.failed")}
          hint={unknown ? t("track.notFoundHint") : problemOf(error, t)}
          action={unknown ? undefined : <Button onClick={() => void refetch()}>{t("app.retry")}</Button>}
        />
      </div>
    );
  }
  return (
    <>
      <title>{`${t(`status.${order.status}`)} · ${order.orderId}`}</title>
      <meta name="robots" content="noindex" />
      <OrderHero
        orderId={order.orderId}
        placedAt={order.orderDate}
        status={order.status}
        headline={t(`track.headline.${order.status}`)}
        trackingNumber={order.trackingNumber}
        estimatedDelivery={order.estimatedDelivery}
        following={room.joined}
        deliveredAt={order.deliveredAt ?? (order.status === "delivered" ? order.updatedAt : undefined)}
      />
      {room.refusal && (
        <p role="alert" className="page max-w-6xl pt-5 text-clay">
          {t("order.notFollowed", { reason: reasonOf(room.refusal.code, t) })}
        </p>
      )}
      <div className="page grid max-w-6xl gap-x-16 gap-y-8 py-8 sm:py-12 lg:grid-cols-[1fr_23rem]">
        <section aria-labelledby="history">
          <h2 id="history" className="mb-6 text-2xl">
            {t("order.history")}
          </h2>
          <OrderTimeline steps={order.steps} receivedStory={t("track.story.pending")} />
        </section>
        <p className="text-sm text-muted lg:mt-14">{t("track.private")}</p>
      </div>
    </>
  );
}
