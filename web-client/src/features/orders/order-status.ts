import * as v from "valibot";
import { orderStatuses } from "@/wire/order-status";

/** A status that we know; one that a newer server may have is refused like any other shape that we cannot show. */
export const orderStatusSchema = v.picklist(orderStatuses);
