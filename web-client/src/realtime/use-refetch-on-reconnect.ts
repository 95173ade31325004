import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useConnectionState } from "./connection-context";

/**
 * Has queries read again when the page is opened and whenever the line has become live: events tell what happens from
 * then on, never what happened before, and a reading from before is fresh by its age only.
 */
export function useRefetchOnReconnect(keys: readonly QueryKey[]): void {
  const queryClient = useQueryClient();
  const live = useConnectionState().phase === "live";
  const wasDown = useRef(false);

  /** A reading that began now is as good as one more. */
  const readOnce = useEffectEvent(() => {
    for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
  });
  const readAnew = useEffectEvent(() => {
    for (const queryKey of keys) {
      // A first reading that is under way began without us, and is not begun anew while it has brought nothing.
      const first = queryClient.isFetching({ queryKey, predicate: ({ state }) => state.data === undefined }) > 0;
      const read = queryClient.invalidateQueries({ queryKey });
      // One that failed has been tried often enough: to read again would take its message, and its button, from the screen.
      if (first) void read.then(() => queryClient.invalidateQueries({ queryKey, predicate: ({ state }) => state.status === "success" }));
    }
  });

  useEffect(() => {
    if (!live) {
      wasDown.current = true;
      return;
    }
    if (wasDown.current) readAnew();
    else readOnce();
    wasDown.current = false;
  }, [live]);
}
