import { useEffect, useState } from "react";
import { settlingMs } from "@/lib/settling";

/**
 * Whether what a control means has changed within the last half second: it then takes no press.
 * With `fresh`, it has also changed when it appears.
 */
export function useSettling(meaning: string, fresh = false): boolean {
  const [shown, setShown] = useState({ meaning, settling: fresh });
  if (shown.meaning !== meaning) setShown({ meaning, settling: true });
  useEffect(() => {
    if (!shown.settling) return;
    const timer = setTimeout(() => {
      setShown((now) => (now === shown ? { ...now, settling: false } : now));
    }, settlingMs);
    return () => {
      clearTimeout(timer);
    };
  }, [shown]);
  return shown.settling || shown.meaning !== meaning;
}
