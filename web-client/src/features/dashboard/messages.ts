import { orderCatalogue } from "@/features/orders/messages";
import { defineCatalogue, type KeyOf } from "@/i18n/catalogue";
import { useMessages } from "@/i18n/i18n-context";
import { refusalCatalogue } from "@/i18n/refusals";
import { en } from "./messages.en";

/** The shop in figures. */
export const dashboardCatalogue = defineCatalogue(en, {
  hi: () => import("./messages.hi").then((file) => file.hi),
  ta: () => import("./messages.ta").then((file) => file.ta),
});

export type DashboardKey = KeyOf<typeof dashboardCatalogue>;

export const useDashboardMessages = () => useMessages(dashboardCatalogue, orderCatalogue, refusalCatalogue);
