import { orderCatalogue } from "@/features/orders/messages";
import { defineCatalogue, type KeyOf } from "@/i18n/catalogue";
import { useMessages } from "@/i18n/i18n-context";
import { en } from "./messages.en";

/** Links by which others follow an order: making them, and what they show. */
export const trackingLinkCatalogue = defineCatalogue(en, {
  hi: () => import("./messages.hi").then((file) => file.hi),
  ta: () => import("./messages.ta").then((file) => file.ta),
});

export type TrackingLinkKey = KeyOf<typeof trackingLinkCatalogue>;

export const useTrackingLinkMessages = () => useMessages(trackingLinkCatalogue, orderCatalogue);
