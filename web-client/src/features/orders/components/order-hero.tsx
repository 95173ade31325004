import type { ReactNode } from "react";
import { ConnectionStatus } from "@/realtime/connection-status";
import type { OrderStatus } from "@/wire/events";
import { isOverdue } from "../order-steps";
import { JourneyPath } from "./journey-path";
import { OrderParcel } from "./order-parcel";
import { useOrderMessages } from "../messages";

interface OrderHeroProps {
  orderId: string;
  placedAt: string;
  status: OrderStatus;
  headline: string;
  trackingNumber: string | undefined;
  estimatedDelivery: string | undefined;
  deliveredAt: string | undefined;
  following: boolean;
  action?: ReactNode;
}

/** Where the order is, said so that nobody has to ask. */
export function OrderHero({ orderId, placedAt, status, headline, trackingNumber, estimatedDelivery, deliveredAt, following, action }: OrderHeroProps) {
  const { t, format } = useOrderMessages();
  const over = status === "cancelled" || status === "refunded";
  // No number is awaited of an order that is over.
  const parcel = !over || trackingNumber !== undefined;
  const when = over
    ? undefined
    : status === "delivered"
      ? deliveredAt === undefined
        ? undefined
        : t("order.deliveredOn", { date: format.day(deliveredAt) })
      : estimatedDelivery === undefined
        ? t("order.expectedUnknown")
        : t(isOverdue(estimatedDelivery) ? "order.late" : "order.expected", { date: format.day(estimatedDelivery) });
  return (
    <section className="on-band bg-band text-on-band">
      <div className="page max-w-6xl pt-6 pb-8 sm:pt-8 sm:pb-10">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
          <p className="text-sm text-on-band-muted">
            <span className="text-on-band tabular">{t("order.number", { id: orderId })}</span>
            {", "}
            {t("order.placed", { date: format.shortDay(placedAt) })}
          </p>
          <ConnectionStatus onBand following={following} />
        </div>
        <h1 key={status} data-testid="headline" data-status={status} className="mt-6 max-w-2xl animate-arrive text-3xl sm:mt-8 sm:text-4xl">
          {headline}
        </h1>
        {when !== undefined && <p className="mt-3 text-lg sm:text-xl">{when}</p>}
        <p className={when === undefined ? "mt-3 text-lg text-on-band-muted" : "mt-1 text-on-band-muted"}>{t(`next.${status}`)}</p>
        <JourneyPath status={status} />
        {(parcel || action) && (
          <div className="mt-8 flex flex-wrap items-end justify-between gap-x-8 gap-y-5 border-t border-band-line pt-5">
            {parcel && <OrderParcel trackingNumber={trackingNumber} />}
            {action}
          </div>
        )}
      </div>
    </section>
  );
}
