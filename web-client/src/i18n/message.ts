/** A text, or one form of it for one and another for several. `{name}` is filled in. */
export type Message = string | { readonly one: string; readonly other: string };

export type Messages<Key extends string = string> = Readonly<Record<Key, Message>>;

/** The same texts in another language: one that is missing, or that English does not have, is an error of types. */
export type Translation<English extends Messages> = Messages<Extract<keyof English, string>>;
