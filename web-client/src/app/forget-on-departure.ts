import type { QueryClient } from "@tanstack/react-query";
import { currentSession, subscribeToSession } from "@/lib/stored-session";

/** What was read for one person is not for the next at this browser: it goes when they do, however they went. */
export function forgetOnDeparture(queryClient: QueryClient): () => void {
  let user = currentSession()?.user._id;
  return subscribeToSession(() => {
    const next = currentSession()?.user._id;
    if (next === user) return;
    user = next;
    queryClient.clear();
  });
}
