import { orderCatalogue } from "@/features/orders/messages";
import { defineCatalogue, type KeyOf } from "@/i18n/catalogue";
import { useMessages } from "@/i18n/i18n-context";
import { refusalCatalogue } from "@/i18n/refusals";
import { en } from "./messages.en";

/** The board a shop is run from. */
export const adminCatalogue = defineCatalogue(en, {
  hi: () => import("./messages.hi").then((file) => file.hi),
  ta: () => import("./messages.ta").then((file) => file.ta),
});

export type AdminKey = KeyOf<typeof adminCatalogue>;

export const useAdminMessages = () => useMessages(adminCatalogue, orderCatalogue, refusalCatalogue);
