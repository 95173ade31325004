import * as v from "valibot";
import { accepting } from "./schema";
import type { components } from "@/wire/api";

/** Who is logged in, in this browser tab. Two tabs may hold two people. */
const userSchema = v.object({
  _id: v.string(),
  name: v.string(),
  email: v.optional(v.string(), ""),
  phone: v.optional(v.string(), ""),
  role: v.fallback(v.picklist(["user", "staff", "admin"]), "user"),
});
export type SessionUser = v.InferOutput<typeof userSchema>;

export const sessionSchema = accepting<components["schemas"]["SessionResponse"]>()(v.object({ token: v.string(), user: userSchema }));
export type StoredSession = v.InferOutput<typeof sessionSchema>;

const listeners = new Set<() => void>();
let current: StoredSession | undefined = read();

function read(): StoredSession | undefined {
  try {
    const user: unknown = JSON.parse(sessionStorage.getItem("user") ?? "null");
    const parsed = v.safeParse(sessionSchema, { token: sessionStorage.getItem("token"), user });
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

export function currentSession(): StoredSession | undefined {
  return current;
}

let left = false;

/** Whether the last session ended because its person wanted it to: what they looked at is then nobody's next page. */
export function leftOnPurpose(): boolean {
  return left;
}

export function storeSession(session: StoredSession | undefined, { onPurpose = false } = {}): void {
  current = session;
  left = session === undefined && onPurpose;
  try {
    if (session) {
      sessionStorage.setItem("token", session.token);
      sessionStorage.setItem("user", JSON.stringify(session.user));
    } else {
      sessionStorage.removeItem("token");
      sessionStorage.removeItem("user");
    }
  } catch {
    // A browser that forbids storage still has a session until the tab is closed.
  }
  for (const listener of listeners) listener();
}

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
