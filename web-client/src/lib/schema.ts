import * as v from "valibot";

/** A schema that takes every value of the server's type: when that type changes, this no longer compiles. */
export function accepting<Wire>() {
  return <Schema extends v.GenericSchema>(schema: Wire extends v.InferInput<Schema> ? Schema : never): Schema => schema;
}

/** Absent and null mean the same to us: there is none. */
export const optionalText = v.pipe(
  v.nullish(v.string()),
  v.transform((value) => value ?? undefined),
);
export const optionalNumber = v.pipe(
  v.nullish(v.number()),
  v.transform((value) => value ?? undefined),
);
