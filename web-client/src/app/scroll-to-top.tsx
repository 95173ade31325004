import { useEffect, useEffectEvent } from "react";
import { useLocation, useNavigationType } from "react-router";

/** A new page begins at its top, and is what a screen reader reads next; going back returns to where one was. */
export function ScrollToTop() {
  const { pathname } = useLocation();
  const how = useNavigationType();
  const arrive = useEffectEvent(() => {
    if (how !== "POP") window.scrollTo(0, 0);
    // On arrival the focus is the browser's; only where somebody has acted does it go to the page they asked for.
    if (navigator.userActivation.hasBeenActive) document.getElementById("content")?.focus({ preventScroll: true });
  });
  // A filter in the address is no new page: whoever types it keeps the field that they type in.
  useEffect(() => {
    arrive();
  }, [pathname]);
  return null;
}
