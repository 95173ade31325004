import { useLayoutEffect, useRef, type FocusEvent, type RefObject } from "react";
import { settle } from "@/lib/settling";

interface Place {
  element: HTMLElement;
  orderId: string | undefined;
  /** Which of the orders shown it is. */
  index: number;
}

const rowsOf = (board: HTMLElement) => [...board.querySelectorAll<HTMLElement>("[data-order]")];

/** Where the work goes on: the next step's button, or else whatever the row can do. */
function focusRow(row: HTMLElement | undefined): boolean {
  const target = row?.querySelector<HTMLElement>("[data-step]") ?? row?.querySelector<HTMLElement>("button");
  target?.focus();
  return target !== undefined && target !== null;
}

/**
 * Keeps the focus on the board when what had it goes away: in its row, or on the row that took its place.
 * Else whoever works by keyboard is sent to the top of the page by every move (WCAG 2.2, 2.4.3).
 */
export function useKeptFocus(board: RefObject<HTMLElement | null>) {
  const place = useRef<Place>(undefined);
  useLayoutEffect(() => {
    const last = place.current;
    if (!last || !board.current || last.element.isConnected || document.activeElement !== document.body) return;
    place.current = undefined;
    const rows = rowsOf(board.current);
    const same = rows.find((row) => row.dataset["order"] === last.orderId);
    const next = same ?? rows[Math.min(last.index, rows.length - 1)];
    // It is another order that has the focus now: a key that was on its way was meant for the one before.
    if (next && !same) settle(next, "data-settling");
    if (!focusRow(next)) board.current.focus();
  });
  return {
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      // A menu or a dialog of the board's is elsewhere in the document.
      if (!board.current?.contains(target)) return;
      const row = target.closest<HTMLElement>("[data-order]");
      place.current = { element: target, orderId: row?.dataset["order"], index: row ? rowsOf(board.current).indexOf(row) : 0 };
    },
    onBlur: ({ target }: FocusEvent<HTMLElement>) => {
      // What is being taken out of the page may lose its focus first: that was not the person's doing.
      queueMicrotask(() => {
        if (target.isConnected && place.current?.element === target) place.current = undefined;
      });
    },
  };
}
