import * as v from "valibot";
import { accepting, optionalNumber, optionalText } from "@/lib/schema";
import type { components } from "@/wire/api";
import { orderStatusSchema } from "./order-status";

const itemSchema = v.object({
  name: v.string(),
  price: v.number(),
  quantity: v.number(),
  total: v.number(),
});

const addressSchema = v.object({
  label: optionalText,
  street: optionalText,
  city: optionalText,
  state: optionalText,
  zipCode: optionalText,
  country: optionalText,
});

const customerSchema = v.object({ name: optionalText, email: optionalText, phone: optionalText });

/** An order, as far as our pages read it. */
export const orderSchema = accepting<components["schemas"]["Order"]>()(
  v.object({
    _id: v.string(),
    orderId: v.string(),
    status: orderStatusSchema,
    paymentStatus: v.string(),
    paymentMethod: v.string(),
    shippingMethod: v.string(),
    shippingCost: v.nullish(v.number(), 0),
    totalAmount: v.number(),
    itemCount: optionalNumber,
    items: v.array(itemSchema),
    customerInfo: v.nullish(customerSchema),
    shippingAddress: v.nullish(addressSchema),
    trackingNumber: optionalText,
    estimatedDelivery: optionalText,
    notes: optionalText,
    orderDate: optionalText,
    createdAt: v.string(),
    confirmedAt: optionalText,
    processingAt: optionalText,
    shippedAt: optionalText,
    deliveredAt: optionalText,
    cancelledAt: optionalText,
    updatedAt: v.string(),
    seq: v.nullish(v.number(), 0),
  }),
);

export type Order = v.InferOutput<typeof orderSchema>;
export type Address = v.InferOutput<typeof addressSchema>;

export const orderEventSchema = accepting<components["schemas"]["OrderEvent"]>()(
  v.object({
    seq: v.number(),
    kind: v.string(),
    from: v.nullish(orderStatusSchema, () => undefined),
    status: orderStatusSchema,
    trackingNumber: optionalText,
    estimatedDelivery: optionalText,
    note: optionalText,
    createdAt: v.string(),
    actor: v.nullish(v.object({ kind: v.string(), name: optionalText })),
  }),
);

export type OrderEvent = v.InferOutput<typeof orderEventSchema>;
export const orderEventsSchema = accepting<components["schemas"]["OrderHistory"]>()(v.object({ events: v.array(orderEventSchema) }));
