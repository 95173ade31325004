import * as v from "valibot";
import { requestJson } from "@/lib/api-client";
import { accepting, optionalText } from "@/lib/schema";
import type { components } from "@/wire/api";
import type { StatusChange } from "./update-status";

const answer = accepting<components["schemas"]["BulkAnswer"]>()(
  v.object({
    results: v.object({
      successful: v.number(),
      failed: v.number(),
      details: v.array(v.object({ orderId: v.string(), success: v.boolean(), error: optionalText, code: optionalText })),
    }),
  }),
);

export type BulkResult = v.InferOutput<typeof answer>["results"];

export async function bulkUpdateStatus(orderIds: readonly string[], change: StatusChange): Promise<BulkResult> {
  const { results } = await requestJson("/orders/admin/bulk-update-status", answer, {
    method: "POST",
    body: { orderIds, ...change },
  });
  return results;
}
