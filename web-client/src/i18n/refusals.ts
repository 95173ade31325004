import { defineCatalogue } from "./catalogue";
import { en } from "./refusals.en";

/** Why the server may refuse what forms and tables ask of it, beyond what the common texts have. */
export const refusalCatalogue = defineCatalogue(en, {
  hi: () => import("./refusals.hi").then((file) => file.hi),
  ta: () => import("./refusals.ta").then((file) => file.ta),
});
