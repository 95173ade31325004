import { finishLogOuts, requestJson } from "@/lib/api-client";
import { currentSession, sessionSchema, storeSession, type StoredSession } from "@/lib/stored-session";
import { forgetLogOut, rememberLogOut, unfinishedLogOuts } from "@/lib/unfinished-log-outs";

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
  await finishLogOuts();
  const session = await requestJson(path, sessionSchema, { method: "POST", body, renewSession: false });
  // The cookie is the new session's from here on: told later, an earlier log-out of the same person would end this one.
  for (const token of unfinishedLogOuts()) forgetLogOut(token);
  storeSession(session);
  return session;
}

export const logIn = (credentials: Credentials) => begin("/auth/login", credentials);
export const register = (registration: Registration) => begin("/auth/register", registration);

/** Ends the session here at once, and at the server when it can be reached. Whether the server knows. */
export async function logOut(): Promise<boolean> {
  const token = currentSession()?.token;
  // Written down first: the tab may be closed before there is an answer.
  if (token !== undefined) rememberLogOut(token);
  storeSession(undefined, { onPurpose: true });
  return finishLogOuts();
}
