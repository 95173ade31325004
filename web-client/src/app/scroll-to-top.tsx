import { useEffect, useEffectEvent } from "react";
import { useVisit } from "@/lib/location";

/** A new page begins at its top, and is what a screen reader reads next; going back returns to where one was. */
export function ScrollToTop() {
  const { pathname, by } = useVisit();
  const arrive = useEffectEvent(() => {
    if (by === "link") window.scrollTo(0, 0);
    // On arrival the focus is the browser's; only after an action does it go to the page that was asked for.
    if (navigator.userActivation.hasBeenActive) document.getElementById("content")?.focus({ preventScroll: true });
  });
  // A filter in the address is no new page: who types it keeps the field.
  useEffect(() => {
    arrive();
  }, [pathname]);
  return null;
}
