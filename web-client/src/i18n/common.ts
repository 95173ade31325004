import { defineCatalogue, type KeyOf } from "./catalogue";
import { en } from "./messages.en";

/** The texts that every page has: the frame, the connection, what goes wrong anywhere. */
export const commonCatalogue = defineCatalogue(en, {
  hi: () => import("./messages.hi").then((file) => file.hi),
  ta: () => import("./messages.ta").then((file) => file.ta),
});

export type CommonKey = KeyOf<typeof commonCatalogue>;
