import type { Catalogue } from "./en";

export const hi: Partial<Catalogue> = {};
