import * as v from "valibot";

/** Why the server refused something: `code` is for programs, `message` for people who read English. */
export const refusalSchema = v.object({ code: v.fallback(v.string(), "internal"), message: v.fallback(v.string(), "") });
export type Refusal = v.InferOutput<typeof refusalSchema>;

/** An ack: done, with what it brings, or refused, with the reason. */
export type Answer<Done> = ({ ok: true } & Done) | { ok: false; error: Refusal };

const refused = v.object({ error: refusalSchema });
const notUnderstood: Refusal = { code: "internal", message: "" };

/** Reads a payload; one of another shape is `undefined`. */
export function parser<Schema extends v.GenericSchema>(schema: Schema) {
  return (input: unknown): v.InferOutput<Schema> | undefined => {
    const parsed = v.safeParse(schema, input);
    return parsed.success ? parsed.output : undefined;
  };
}

/** Reads an ack; one of another shape counts as a refusal. */
export function answerParser<Schema extends v.GenericSchema<unknown, { ok: boolean }>>(schema: Schema) {
  return (input: unknown): Answer<Omit<v.InferOutput<Schema>, "ok">> => {
    const done = v.safeParse(schema, input);
    if (done.success && done.output.ok) return { ...done.output, ok: true };
    const no = v.safeParse(refused, input);
    return { ok: false, error: no.success ? no.output.error : notUnderstood };
  };
}
