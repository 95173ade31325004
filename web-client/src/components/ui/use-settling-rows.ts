import { useEffect, useEffectEvent, useLayoutEffect, useRef, type RefObject } from "react";
import { settle } from "@/lib/settling";

/** A row that moves less than this, in CSS pixels, is still under the finger. */
const moveFromPx = 8;

/**
 * Holds presses off rows that have just moved or come, for half a second: whoever presses meant the row that was there.
 * `attribute` has each row's name. When `covered` ends, something that lay over the rows has gone from under the finger.
 */
export function useSettlingRows(list: RefObject<HTMLElement | null>, attribute: string, covered = false): void {
  const places = useRef(new Map<string, number>());
  const wasCovered = useRef(covered);
  const look = useEffectEvent(() => {
    const uncovered = wasCovered.current && !covered;
    wasCovered.current = covered;
    const now = new Map<string, number>();
    for (const row of list.current?.querySelectorAll(`[${attribute}]`) ?? []) {
      const name = row.getAttribute(attribute) ?? "";
      const top = row.getBoundingClientRect().top + window.scrollY;
      const before = places.current.get(name);
      now.set(name, top);
      // The first rows take nobody's place.
      if (places.current.size === 0) continue;
      if (uncovered || before === undefined || Math.abs(top - before) > moveFromPx) settle(row, "aria-disabled");
    }
    places.current = now;
  });
  useLayoutEffect(() => {
    look();
  });
  // What stands above the rows may grow without them.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      look();
    });
    observer.observe(document.body);
    return () => {
      observer.disconnect();
    };
  }, []);
}
