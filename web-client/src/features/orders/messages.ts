import { defineCatalogue, type KeyOf } from "@/i18n/catalogue";
import { useMessages } from "@/i18n/i18n-context";
import { en } from "./messages.en";

/** An order as the shop speaks of it: its statuses, its page, the list of one's own. */
export const orderCatalogue = defineCatalogue(en, {
  hi: () => import("./messages.hi").then((file) => file.hi),
  ta: () => import("./messages.ta").then((file) => file.ta),
});

export type OrderKey = KeyOf<typeof orderCatalogue>;

export const useOrderMessages = () => useMessages(orderCatalogue);
