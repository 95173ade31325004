import { orderCatalogue } from "@/features/orders/messages";
import { defineCatalogue, type KeyOf } from "@/i18n/catalogue";
import { useMessages } from "@/i18n/i18n-context";
import { refusalCatalogue } from "@/i18n/refusals";
import { en } from "./messages.en";

/** The line between browser and shop, laid open. */
export const testCatalogue = defineCatalogue(en, {
  hi: () => import("./messages.hi").then((file) => file.hi),
  ta: () => import("./messages.ta").then((file) => file.ta),
});

export type TestKey = KeyOf<typeof testCatalogue>;

export const useTestMessages = () => useMessages(testCatalogue, orderCatalogue, refusalCatalogue);
