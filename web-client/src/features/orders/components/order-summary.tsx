import type { ReactNode } from "react";
import { paymentMethod, paymentStatus, shippingMethod } from "../order-words";
import type { Order } from "../order-schema";
import { useOrderMessages } from "../messages";

type Level = "h2" | "h3";

function Section({ title, level: Title, children }: { title: string; level: Level; children: ReactNode }) {
  return (
    <section className="border-t border-line pt-5 first:border-t-0 first:pt-0">
      <Title className="mb-2 text-xl">{title}</Title>
      {children}
    </section>
  );
}

function Amount({ label, value, strong = false }: { label: string; value: string; strong?: boolean }) {
  return (
    <div className={`flex justify-between gap-4 ${strong ? "mt-2 border-t border-line pt-2 text-lg font-semibold" : "text-sm"}`}>
      <dt className={strong ? "" : "text-muted"}>{label}</dt>
      <dd className="tabular">{value}</dd>
    </div>
  );
}

/** What was bought, what it cost, where it goes. */
export function OrderSummary({ order, level = "h2" }: { order: Order; level?: Level }) {
  const { t, format } = useOrderMessages();
  const goods = order.items.reduce((sum, item) => sum + item.total, 0);
  const extra = Math.round((order.totalAmount - order.shippingCost - goods) * 100) / 100;
  const address = order.shippingAddress;
  const customer = order.customerInfo;
  const city = [address?.city, address?.state, address?.zipCode].filter((part) => part !== undefined && part !== "").join(", ");
  return (
    <div className="space-y-6">
      <Section level={level} title={t("order.items")}>
        <ul className="divide-y divide-line">
          {order.items.map((item, index) => (
            <li key={`${item.name}-${index.toString()}`} className="flex justify-between gap-4 py-2">
              <div className="min-w-0">
                <p>{item.name}</p>
                <p className="text-sm text-muted tabular">
                  {format.number(item.quantity)} × {format.money(item.price)}
                </p>
              </div>
              <p className="tabular">{format.money(item.total)}</p>
            </li>
          ))}
        </ul>
        <dl className="mt-3 space-y-1 border-t border-line pt-3">
          <Amount label={t("order.subtotal")} value={format.money(goods)} />
          {extra > 0 && <Amount label={t("order.taxAndDelivery")} value={format.money(extra)} />}
          {order.shippingCost > 0 && (
            <Amount label={t("order.shippingMethod", { method: shippingMethod(order.shippingMethod, t) })} value={format.money(order.shippingCost)} />
          )}
          <Amount strong label={t("order.total")} value={format.money(order.totalAmount)} />
        </dl>
        <p className="mt-1 text-sm text-muted">
          {paymentMethod(order.paymentMethod, t)}, {paymentStatus(order.paymentStatus, t)}
        </p>
      </Section>
      {(address ?? customer) && (
        <Section level={level} title={t("order.address")}>
          <address className="not-italic">
            {customer?.name !== undefined && <p className="font-medium">{customer.name}</p>}
            {address?.street !== undefined && <p>{address.street}</p>}
            {city !== "" && <p>{city}</p>}
            {address?.country !== undefined && <p>{address.country}</p>}
            <p className="mt-1 text-sm text-muted">
              {[customer?.phone, customer?.email].filter((part) => part !== undefined && part !== "").join(" · ")}
            </p>
          </address>
        </Section>
      )}
      {order.notes !== undefined && order.notes !== "" && (
        <Section level={level} title={t("order.notes")}>
          <p className="whitespace-pre-line">{order.notes}</p>
        </Section>
      )}
    </div>
  );
}
