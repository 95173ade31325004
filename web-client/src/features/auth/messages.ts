import { defineCatalogue, type KeyOf } from "@/i18n/catalogue";
import { useMessages } from "@/i18n/i18n-context";
import { refusalCatalogue } from "@/i18n/refusals";
import { en } from "./messages.en";

/** Logging in and making an account. */
export const authCatalogue = defineCatalogue(en, {
  hi: () => import("./messages.hi").then((file) => file.hi),
  ta: () => import("./messages.ta").then((file) => file.ta),
});

export type AuthKey = KeyOf<typeof authCatalogue>;

export const useAuthMessages = () => useMessages(authCatalogue, refusalCatalogue);
