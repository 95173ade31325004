/** How long a control that has changed, or come under the finger, takes no press: a press meant for what was there before is in the air that long. */
export const settlingMs = 500;

/**
 * Set while a control, or all that an element holds, takes no press. `aria-disabled` on an element above the control is about
 * its place and holds off pointers only: whoever works by keyboard has the same control in focus wherever it stands.
 */
type Mark = "aria-disabled" | "data-settling";

const ends: Record<Mark, WeakMap<Element, ReturnType<typeof setTimeout>>> = { "aria-disabled": new WeakMap(), "data-settling": new WeakMap() };

/** Marks an element for half a second from now. React must not manage the mark on it as well. */
export function settle(element: Element, mark: Mark): void {
  clearTimeout(ends[mark].get(element));
  element.setAttribute(mark, "true");
  ends[mark].set(
    element,
    setTimeout(() => {
      element.removeAttribute(mark);
    }, settlingMs),
  );
}
