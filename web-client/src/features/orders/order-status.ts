import * as v from "valibot";
import type { OrderStatus } from "@/wire/events";

export const orderStatuses = ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"] as const satisfies readonly OrderStatus[];
export const orderStatusSchema = v.picklist(orderStatuses);
