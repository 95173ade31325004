import { requestJson } from "@/lib/api-client";
import * as v from "valibot";
import { sessionSchema, storeSession, type StoredSession } from "@/lib/stored-session";

export interface Credentials {
  identifier: string;
  password: string;
}

export interface Registration {
  name: string;
  email?: string;
  phone?: string;
  password: string;
}

async function begin(path: string, body: unknown): Promise<StoredSession> {
  const session = await requestJson(path, sessionSchema, { method: "POST", body, renewSession: false });
  storeSession(session);
  return session;
}

export const logIn = (credentials: Credentials) => begin("/auth/login", credentials);
export const register = (registration: Registration) => begin("/auth/register", registration);

/** Ends the session here at once, and at the server when it can be reached. */
export async function logOut(): Promise<void> {
  const ended = requestJson("/auth/logout", v.unknown(), { method: "POST", renewSession: false }).catch(() => undefined);
  storeSession(undefined);
  await ended;
}
