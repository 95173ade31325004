/** A text, or one form of it for one and another for several. `{name}` is filled in. */
export type Message = string | { readonly one: string; readonly other: string };
