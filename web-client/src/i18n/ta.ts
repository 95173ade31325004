import type { Catalogue } from "./en";

export const ta: Partial<Catalogue> = {};
