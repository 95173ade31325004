import { queryOptions, useQuery } from "@tanstack/react-query";
import * as v from "valibot";
import { requestJson } from "@/lib/api-client";

const schema = v.object({
  sandbox: v.fallback(v.boolean(), false),
  trackingAccess: v.fallback(v.picklist(["owner", "public"]), "owner"),
  shopName: v.fallback(v.string(), "Trackroom"),
  demoAccounts: v.fallback(
    v.array(
      v.object({
        label: v.string(),
        identifier: v.string(),
        password: v.string(),
        role: v.fallback(v.picklist(["user", "staff", "admin"]), "user"),
      }),
    ),
    [],
  ),
});

export type ClientConfig = v.InferOutput<typeof schema>;
export type DemoAccount = ClientConfig["demoAccounts"][number];

export const clientConfigQuery = queryOptions({
  queryKey: ["client-config"],
  queryFn: ({ signal }) => requestJson("/client-config", schema, { signal }),
  staleTime: Infinity,
  refetchOnWindowFocus: false,
});

const unknownShop: ClientConfig = { sandbox: false, trackingAccess: "owner", shopName: "Trackroom", demoAccounts: [] };

/** What the server lets this client do; until it has said so, as little as possible. */
export function useClientConfig(): ClientConfig {
  return useQuery(clientConfigQuery).data ?? unknownShop;
}
