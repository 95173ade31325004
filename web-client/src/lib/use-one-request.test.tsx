import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { settlingMs } from "./settling";
import { useOneRequest } from "./use-one-request";

let now: number;
beforeEach(() => {
  now = 10_000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function asking() {
  const asked: string[] = [];
  const answers: ((well: boolean) => void)[] = [];
  const client = new QueryClient();
  const { result } = renderHook(
    () =>
      useOneRequest({
        mutationFn: (what: string) =>
          new Promise<void>((resolve, reject) => {
            asked.push(what);
            answers.push((well) => {
              if (well) resolve();
              else reject(new Error("no"));
            });
          }),
      }),
    { wrapper: ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider> },
  );
  return {
    asked,
    ask: (what: string) =>
      act(async () => {
        result.current.mutate(what);
        await Promise.resolve();
      }),
    answer: (well = true) =>
      act(async () => {
        answers.at(-1)?.(well);
        await Promise.resolve();
      }),
  };
}

it("asks once while there is no answer, whatever is pressed", async () => {
  const { asked, ask } = asking();
  await ask("one");
  await ask("one");
  await ask("other");
  expect(asked).toEqual(["one"]);
});

it("asks again for the same after half a second, and for something else at once", async () => {
  const { asked, ask, answer } = asking();
  await ask("one");
  await answer();
  now += settlingMs - 1;
  await ask("one");
  expect(asked).toEqual(["one"]);
  await ask("other");
  await answer(false);
  now += settlingMs;
  await ask("other");
  expect(asked).toEqual(["one", "other", "other"]);
});
