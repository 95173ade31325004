import * as v from "valibot";

/** A schema that takes every value of the server's type: when that type changes, this no longer compiles. */
export function accepting<Wire>() {
  return <Schema extends v.GenericSchema>(schema: Wire extends v.InferInput<Schema> ? Schema : never): Schema => schema;
}

/** Absent and null mean the same to us: there is none. */
const none = () => undefined;
export const optionalText = v.nullish(v.string(), none);
export const optionalNumber = v.nullish(v.number(), none);
