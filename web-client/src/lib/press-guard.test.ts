import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { guardPresses } from "./press-guard";

let stop: () => void;
let pressed: string[];

/** An event of a person's, at a time of the test's choosing. */
function send(target: Element, event: Event, at: number): boolean {
  Object.defineProperty(event, "timeStamp", { value: at });
  return target.dispatchEvent(event);
}

const spot = { bubbles: true, cancelable: true, composed: true };

function pointer(target: Element, at: number, { detail = 1, pointerType = "mouse", clientX = 100, clientY = 100 } = {}): void {
  const place = { ...spot, clientX, clientY };
  send(target, new PointerEvent("pointerdown", { ...place, pointerType }), at);
  send(target, new MouseEvent("mousedown", { ...place, detail }), at);
  send(target, new PointerEvent("pointerup", { ...place, pointerType }), at + 40);
  send(target, new MouseEvent("mouseup", { ...place, detail }), at + 40);
  send(target, new MouseEvent("click", { ...place, detail }), at + 40);
}

function key(target: Element, at: number, { name = "Enter", repeat = false } = {}): void {
  const taken = send(target, new KeyboardEvent("keydown", { ...spot, key: name, repeat }), at);
  // As browsers do: Enter presses when it goes down, the space bar when it comes up.
  if (taken && name === "Enter") send(target, new MouseEvent("click", { ...spot, detail: 0 }), at);
  const up = send(target, new KeyboardEvent("keyup", { ...spot, key: name }), at + 40);
  if (taken && up && name === " ") send(target, new MouseEvent("click", { ...spot, detail: 0 }), at + 40);
}

function button(name: string, within: Element = document.body): HTMLButtonElement {
  const made = document.createElement("button");
  made.textContent = name;
  made.addEventListener("click", () => pressed.push(made.textContent));
  within.append(made);
  return made;
}

beforeEach(() => {
  pressed = [];
  stop = guardPresses(window, { heeds: () => true });
});
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

describe("a second press without a pause", () => {
  for (const pointerType of ["mouse", "touch"]) {
    it(`is held off a button that has come to mean something else, and let through half a second later: ${pointerType}`, () => {
      const step = button("Confirm");
      step.addEventListener("click", () => (step.textContent = "Start packing"), { once: true });
      pointer(step, 1_000, { pointerType });
      pointer(step, 1_200, { pointerType });
      expect(pressed).toEqual(["Confirm"]);
      pointer(step, 1_560, { pointerType });
      expect(pressed).toEqual(["Confirm", "Start packing"]);
    });

    it(`is held off another order's button that has come under the finger: ${pointerType}`, () => {
      pointer(button("Confirm, 1"), 1_000, { pointerType });
      pointer(button("Confirm, 2"), 1_200, { pointerType });
      expect(pressed).toEqual(["Confirm, 1"]);
    });
  }

  it("is held off whatever lies there now, so that it does not close what the first has opened", () => {
    const scrim = document.createElement("div");
    const heard: string[] = [];
    for (const type of ["pointerdown", "mousedown", "mouseup", "click"]) scrim.addEventListener(type, () => heard.push(type));
    document.body.append(scrim);
    pointer(button("Send off"), 1_000);
    pointer(scrim, 1_150, { detail: 2 });
    expect(heard).toEqual([]);
  });

  it("is let through elsewhere on the screen: one may tick boxes as fast as one likes", () => {
    pointer(button("one"), 1_000);
    pointer(button("other"), 1_100, { clientY: 150 });
    expect(pressed).toEqual(["one", "other"]);
  });

  it("is let through on the same button by its own time, but not as a double click", () => {
    const retry = button("Try again");
    pointer(retry, 1_000);
    pointer(retry, 1_200, { detail: 2 });
    expect(pressed).toHaveLength(1);
    pointer(retry, 1_900);
    expect(pressed).toHaveLength(2);
  });

  it("is let through where repeating is meant", () => {
    const pager = document.createElement("nav");
    pager.dataset["repeats"] = "";
    document.body.append(pager);
    const next = button("Next", pager);
    for (const detail of [1, 2, 3]) pointer(next, 1_000 + detail * 100, { detail });
    key(next, 2_000);
    key(next, 2_030, { repeat: true });
    expect(pressed).toHaveLength(5);
  });

  it("marks a word, long after something was pressed", () => {
    pointer(button("Filters"), 1_000);
    const text = document.createElement("p");
    let clicks = 0;
    text.addEventListener("click", () => (clicks += 1));
    document.body.append(text);
    pointer(text, 9_000, { detail: 1 });
    pointer(text, 9_100, { detail: 2 });
    expect(clicks).toBe(2);
  });
});

it("holds off a press whose button changed its meaning before the finger came up", () => {
  const step = button("Confirm");
  step.addEventListener("mousedown", () => (step.textContent = "Start packing"));
  pointer(step, 1_000);
  expect(pressed).toEqual([]);
});

describe("keys", () => {
  it("that are held press once: the space bar, when it comes up", () => {
    const save = button("Save");
    const send1 = (type: string, at: number, repeat = false) => send(save, new KeyboardEvent(type, { ...spot, key: " ", repeat }), at);
    expect(send1("keydown", 1_000)).toBe(true);
    for (const at of [1_500, 1_530, 1_560]) send1("keydown", at, true);
    // A browser clicks when the space bar comes up, unless that is prevented.
    if (send1("keyup", 1_600)) send(save, new MouseEvent("click", { ...spot, detail: 0 }), 1_600);
    expect(pressed).toEqual(["Save"]);
  });

  for (const name of ["Enter", " "]) {
    it(`press a changed button once, and again half a second later: ${JSON.stringify(name)}`, () => {
      const step = button("Confirm");
      step.addEventListener("click", () => (step.textContent = "Start packing"), { once: true });
      key(step, 1_000, { name });
      key(step, 1_200, { name });
      expect(pressed).toEqual(["Confirm"]);
      key(step, 1_600, { name });
      expect(pressed).toEqual(["Confirm", "Start packing"]);
    });
  }

  it("that are held press once", () => {
    const step = button("Make a link");
    key(step, 1_000);
    for (let at = 1_500; at < 4_000; at += 30) key(step, at, { repeat: true });
    expect(pressed).toHaveLength(1);
  });

  it("that are held in a field send its form once", () => {
    const field = document.createElement("input");
    document.body.append(field);
    const down = (repeat: boolean) => field.dispatchEvent(new KeyboardEvent("keydown", { ...spot, key: "Enter", repeat }));
    expect([down(false), down(true), down(true)]).toEqual([true, false, false]);
  });

  it("that follow the focus into a dialog do not close it, unless the focus was sent on by hand", () => {
    const dialog = document.createElement("div");
    dialog.setAttribute("role", "dialog");
    document.body.append(dialog);
    const close = button("Close", dialog);
    const open = button("Send off");
    key(open, 1_000);
    key(close, 1_200);
    expect(pressed).toEqual(["Send off"]);
    send(close, new KeyboardEvent("keydown", { ...spot, key: "Tab" }), 1_300);
    key(close, 1_350);
    expect(pressed).toEqual(["Send off", "Close"]);
  });
});

describe("what is not ready", () => {
  it("takes no press by anything, and keeps the focus where it is", () => {
    const step = button("Confirm");
    const other = button("other");
    other.focus();
    step.setAttribute("aria-disabled", "true");
    pointer(step, 1_000);
    key(step, 2_000);
    send(step, new MouseEvent("click", { ...spot, detail: 0 }), 3_000);
    expect(pressed).toEqual([]);
    expect(document.activeElement).toBe(other);
  });

  it("because of its place takes no pointer, but a key: who works by keyboard has it in focus wherever it stands", () => {
    const row = document.createElement("li");
    row.setAttribute("aria-disabled", "true");
    document.body.append(row);
    const step = button("Confirm", row);
    pointer(step, 1_000);
    expect(pressed).toEqual([]);
    key(step, 2_000);
    expect(pressed).toEqual(["Confirm"]);
  });

  it("because it came unbidden takes neither", () => {
    const dialog = document.createElement("div");
    dialog.dataset["settling"] = "true";
    document.body.append(dialog);
    const step = button("All the same", dialog);
    pointer(step, 1_000);
    key(step, 2_000);
    expect(pressed).toEqual([]);
  });
});

it("leaves scripts alone", () => {
  stop();
  stop = guardPresses(window);
  const step = button("Confirm");
  pointer(step, 1_000);
  pointer(step, 1_100, { detail: 2 });
  expect(pressed).toHaveLength(2);
});
