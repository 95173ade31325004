import { settlingMs } from "./settling";

/** One press that was let through: what it was on, and where. */
interface Press {
  control: Element;
  /** The dialog that it was in; none for the page itself. A menu is opened to choose from at once. */
  layer: Element | null;
  byKey: boolean;
  meaning: string;
  /** By the events' clock, in milliseconds. */
  at: number;
  x: number;
  y: number;
}

export interface PressGuardOptions {
  /** Scripts may press what they like: only people press twice by accident. */
  heeds?: (event: Event) => boolean;
}

const pressable = "button, a[href], summary, label, input:is([type=checkbox], [type=radio], [type=submit], [type=button]), [role=button], [role^=menuitem]";
const keys = new Set(["Enter", " "]);

/** How far, in CSS pixels, the second half of a double press may be from the first. A finger is less sure than a mouse. */
const nearPx = { mouse: 12, touch: 32 };

/** What would be pressed; none for text, and for fields that are written in. */
function controlAt(target: EventTarget | null): Element | undefined {
  if (!(target instanceof Element)) return undefined;
  const found = target.closest(pressable);
  const control = found instanceof HTMLLabelElement ? found.control : found;
  return control?.matches(pressable) === true ? control : undefined;
}

/** What a press would do, as far as the page says. */
function meaningOf(control: Element): string {
  return control.getAttribute("data-meaning") ?? control.getAttribute("aria-label") ?? control.textContent;
}

/** For a key, which goes where the focus is; and for a pointer, which may find it at a place where something else has just been. */
const notReady = '[aria-disabled="true"], [data-settling] *';
const notReadyAnywhere = `${notReady}, [aria-disabled="true"] *`;
const layerOf = (control: Element) => control.closest("[role=dialog]");
const repeats = (control: Element) => control.closest("[data-repeats]") !== null;
const pressOn = (control: Element, { timeStamp }: Event): Press => ({ control, layer: layerOf(control), byKey: false, meaning: meaningOf(control), at: timeStamp, x: NaN, y: NaN });
const isSame = (control: Element | undefined, press: Press) => control === press.control && meaningOf(press.control) === press.meaning;

/**
 * Makes one press one step, on everything that can be pressed, by mouse, touch and keyboard. Held off are
 * - presses on what is marked as not ready (`aria-disabled`, or settling: see `settling.ts`);
 * - the second half of a double press, when the first has put something else under the finger, or may be done again by accident;
 * - a press whose control has come to mean something else since it began;
 * - the repeats of a key that is held.
 *
 * A control that is meant to be pressed again and again (the next page) stands in an element with `data-repeats`.
 * The returned function takes the guard away.
 */
export function guardPresses(page: Window, { heeds = (event) => event.isTrusted }: PressGuardOptions = {}): () => void {
  /** The last press that was let through to its end. */
  let last: Press | undefined;
  /** The press that is under way. */
  let begun: Press | undefined;
  let holdingOff = false;
  let heldOffKey: string | undefined;

  /** Whether the key that was pressed a moment ago has brought the focus to something else: a change of the control, or another control in or under a dialog. */
  function isSecondKey(event: KeyboardEvent, control: Element): boolean {
    if (!last || event.timeStamp - last.at >= settlingMs) return false;
    return control === last.control ? !isSame(control, last) : last.byKey && layerOf(control) !== last.layer;
  }

  function isSecondHalf(event: MouseEvent, control: Element | undefined): boolean {
    if (!last) return false;
    const near = (event as Partial<PointerEvent>).pointerType === "touch" ? nearPx.touch : nearPx.mouse;
    const here = Math.hypot(event.clientX - last.x, event.clientY - last.y) <= near;
    const double = event.detail > 1;
    if (!double && !(here && event.timeStamp - last.at < settlingMs)) return false;
    return isSame(control, last) ? double && !repeats(last.control) : true;
  }

  function holdOff(event: Event, entirely = true): void {
    event.stopImmediatePropagation();
    // The beginning of a touch may become a scroll: that is not ours to take away.
    if (entirely) event.preventDefault();
  }

  function onDown(event: PointerEvent): void {
    const control = controlAt(event.target);
    begun = undefined;
    holdingOff = isSecondHalf(event, control) || (control?.matches(notReadyAnywhere) ?? false);
    if (holdingOff) holdOff(event, false);
    else if (!control) last = undefined;
    else begun = { ...pressOn(control, event), x: event.clientX, y: event.clientY };
  }

  function onPart(event: Event): void {
    // Only now does the browser say whether it takes this for a double click.
    if (event.type === "mousedown" && isSecondHalf(event as MouseEvent, controlAt(event.target))) holdingOff = true;
    if (holdingOff) holdOff(event, event.type === "mousedown");
  }

  function onClick(event: MouseEvent): void {
    const control = controlAt(event.target);
    const changed = begun !== undefined && begun.control === control && !isSame(control, begun);
    // Assistive technology presses without a pointer or a key.
    const tooSoon = begun === undefined && control?.matches(notReady) === true;
    if (holdingOff || changed || tooSoon) holdOff(event);
    else if (begun && begun.control === control) last = { ...begun, at: event.timeStamp };
    // A label clicks its field once more, by itself.
    if (!(event.target instanceof Element && event.target.closest("label"))) begun = undefined;
    holdingOff = false;
  }

  function onKeyDown(event: KeyboardEvent): void {
    // A key that is held is still the same press: what was said of its beginning holds for its end.
    if (!event.repeat) heldOffKey = undefined;
    if (!keys.has(event.key)) {
      // The focus has been sent on by hand, or may have been.
      last = undefined;
      return;
    }
    const control = controlAt(event.target);
    // A held Enter sends a form again and again.
    const sends = event.key === "Enter" && event.target instanceof HTMLInputElement;
    if (!control && !sends) return;
    const held = event.repeat && !(control && repeats(control));
    if (held) {
      holdOff(event);
      return;
    }
    if (control && (isSecondKey(event, control) || control.matches(notReady))) {
      heldOffKey = event.key;
      holdOff(event);
      return;
    }
    holdingOff = false;
    begun = control && { ...pressOn(control, event), byKey: true };
  }

  function onKeyUp(event: KeyboardEvent): void {
    // A button is pressed when the space bar comes up.
    if (event.key === heldOffKey) holdOff(event);
    heldOffKey = undefined;
  }

  const listeners: [string, (event: never) => void][] = [
    ["pointerdown", onDown],
    ...["pointerup", "mousedown", "mouseup", "touchstart", "touchend"].map((type): [string, (event: Event) => void] => [type, onPart]),
    [
      "pointercancel",
      () => {
        holdingOff = false;
        begun = undefined;
      },
    ],
    ["click", onClick],
    ["keydown", onKeyDown],
    ["keyup", onKeyUp],
  ];
  const stop = new AbortController();
  for (const [type, listener] of listeners) {
    const heeding = (event: Event) => {
      if (heeds(event)) listener(event as never);
    };
    // On the window and on the way down, before anybody else.
    page.addEventListener(type, heeding, { capture: true, signal: stop.signal });
  }
  return () => {
    stop.abort();
  };
}
