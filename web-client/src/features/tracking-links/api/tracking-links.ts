import { queryOptions } from "@tanstack/react-query";
import * as v from "valibot";
import { requestJson } from "@/lib/api-client";
import { accepting, optionalText } from "@/lib/schema";
import type { components } from "@/wire/api";

const madeSchema = accepting<components["schemas"]["LinkMade"]>()(
  v.object({
    link: v.object({ id: v.string(), ticket: v.string(), path: v.string(), expiresAt: v.string() }),
  }),
);
const listSchema = accepting<components["schemas"]["LinkList"]>()(
  v.object({
    links: v.array(v.object({ id: v.string(), createdAt: v.string(), expiresAt: v.string(), revokedAt: optionalText })),
  }),
);

export type MadeLink = v.InferOutput<typeof madeSchema>["link"];
export type KnownLink = v.InferOutput<typeof listSchema>["links"][number];

const pathOf = (orderId: string) => `/orders/${encodeURIComponent(orderId)}/tracking-links`;

export function trackingLinksQuery(orderId: string) {
  return queryOptions({
    queryKey: ["tracking-links", orderId],
    queryFn: async ({ signal }) => (await requestJson(pathOf(orderId), listSchema, { signal })).links,
  });
}

export async function makeTrackingLink(orderId: string, expiresInHours: number): Promise<MadeLink> {
  const { link } = await requestJson(pathOf(orderId), madeSchema, { method: "POST", body: { expiresInHours } });
  return link;
}

export async function revokeTrackingLink(orderId: string, id: string): Promise<void> {
  await requestJson(`${pathOf(orderId)}/${encodeURIComponent(id)}`, v.unknown(), { method: "DELETE" });
}
