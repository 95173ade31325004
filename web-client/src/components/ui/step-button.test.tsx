import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { settlingMs } from "@/lib/settling";
import { StepButton } from "./step-button";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
};

function steps() {
  const pressed: string[] = [];
  const of = (meaning: string, more: { busy?: boolean; fresh?: boolean } = {}) => (
    <StepButton meaning={meaning} {...more} onClick={() => pressed.push(meaning)}>
      {meaning}
    </StepButton>
  );
  return { pressed, of };
}

const press = () => {
  fireEvent.click(screen.getByRole("button"));
};

it("takes the first press at once, and none for half a second after each change of what it means", () => {
  const { pressed, of } = steps();
  const { rerender } = render(of("confirm"));
  press();
  rerender(of("pack"));
  const button = screen.getByRole("button");
  button.focus();
  press();
  expect(button.getAttribute("aria-disabled")).toBe("true");
  expect(document.activeElement).toBe(button);
  pass(settlingMs - 1);
  press();
  // Back again, as when the server could not do it: that is a change like any other.
  rerender(of("confirm"));
  pass(settlingMs - 1);
  press();
  expect(pressed).toEqual(["confirm"]);
  pass(1);
  expect(button.hasAttribute("aria-disabled")).toBe(false);
  press();
  expect(pressed).toEqual(["confirm", "confirm"]);
});

it("takes none while what it did last is not done", () => {
  const { pressed, of } = steps();
  const { rerender } = render(of("export", { busy: true }));
  pass(settlingMs * 4);
  press();
  rerender(of("export"));
  press();
  expect(pressed).toEqual(["export"]);
});

it("takes none for half a second after it came by itself", () => {
  const { pressed, of } = steps();
  render(of("all the same", { fresh: true }));
  press();
  pass(settlingMs);
  press();
  expect(pressed).toEqual(["all the same"]);
});

it("sends no form while it takes no press", () => {
  const sent = vi.fn((event: React.FormEvent) => {
    event.preventDefault();
  });
  render(
    <form onSubmit={sent}>
      <StepButton type="submit" meaning="log in" busy>
        Log in
      </StepButton>
    </form>,
  );
  press();
  expect(sent).not.toHaveBeenCalled();
});
