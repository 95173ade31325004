import * as v from "valibot";
import { requestJson } from "@/lib/api-client";
import { accepting, optionalNumber, optionalText } from "@/lib/schema";
import { orderStatusSchema } from "@/features/orders/order-status";
import type { components } from "@/wire/api";
import { standingSchema, type StatusChange } from "./update-status";

const answer = accepting<components["schemas"]["BulkAnswer"]>()(
  v.object({
    results: v.object({
      successful: v.number(),
      failed: v.number(),
      details: v.array(
        v.object({
          orderId: v.string(),
          success: v.boolean(),
          // Of one that was moved.
          status: v.optional(orderStatusSchema),
          seq: optionalNumber,
          updatedAt: optionalText,
          // Of one that was not.
          code: optionalText,
          order: v.optional(standingSchema),
        }),
      ),
    }),
  }),
);

export type BulkResult = v.InferOutput<typeof answer>["results"];

/** Moves each of the orders that is still as it was seen: `seen` has the `seq` of each. */
export async function bulkUpdateStatus(seen: Readonly<Record<string, number>>, change: StatusChange): Promise<BulkResult> {
  const { results } = await requestJson("/orders/admin/bulk-update-status", answer, {
    method: "POST",
    body: { orderIds: Object.keys(seen), expectedSeqs: Object.values(seen), ...change } satisfies components["schemas"]["BulkStatusChange"],
  });
  return results;
}
