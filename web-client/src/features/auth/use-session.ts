import { useSyncExternalStore } from "react";
import { currentSession, subscribeToSession, type StoredSession } from "@/lib/stored-session";

export function useSession(): StoredSession | undefined {
  return useSyncExternalStore(subscribeToSession, currentSession);
}

export function isStaff(session: StoredSession | undefined): boolean {
  return session?.user.role === "admin" || session?.user.role === "staff";
}

/** Where a person belongs after logging in. */
export function homeOf(session: StoredSession): string {
  return isStaff(session) ? "/admin/orders" : "/orders";
}
