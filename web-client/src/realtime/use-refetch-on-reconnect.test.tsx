import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { StrictMode } from "react";
import { beforeEach, expect, it } from "vitest";
import { createStore, type WritableStore } from "@/lib/store";
import { ConnectionContext } from "./connection-context";
import type { ConnectionPhase, ConnectionState } from "./connection-state";
import { createConnection } from "./connection-manager";
import { useRefetchOnReconnect } from "./use-refetch-on-reconnect";

const keys = [["list"]];
/** Never connected: these tests say themselves how the line is. */
const connection = createConnection();

let state: WritableStore<ConnectionState>;
let queryClient: QueryClient;
/** Answers the readings, oldest first. */
let answer: (() => void)[];

beforeEach(() => {
  state = createStore<ConnectionState>({ phase: "connecting", lastHeardAt: undefined });
  queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  answer = [];
});

function become(phase: ConnectionPhase) {
  act(() => {
    state.set({ phase, lastHeardAt: undefined });
  });
}

/** A page that shows what the reading with this number brought. */
function openPage() {
  return renderHook(
    () => {
      useRefetchOnReconnect(keys);
      return useQuery({
        queryKey: ["list", "first page"],
        queryFn: () =>
          new Promise<number>((resolve) => {
            const reading = answer.length + 1;
            answer.push(() => {
              resolve(reading);
            });
          }),
      }).data;
    },
    {
      wrapper: ({ children }) => (
        <StrictMode>
          <QueryClientProvider client={queryClient}>
            <ConnectionContext value={{ ...connection, state }}>{children}</ConnectionContext>
          </QueryClientProvider>
        </StrictMode>
      ),
    },
  );
}

async function readings(count: number) {
  await waitFor(() => {
    expect(answer).toHaveLength(count);
  });
}

async function brings(reading: number, page: ReturnType<typeof openPage>) {
  act(() => answer[reading - 1]?.());
  await waitFor(() => {
    expect(page.result.current).toBe(reading);
  });
}

it("reads once when the page is opened on a living line, and again, however fresh, when it is opened anew", async () => {
  become("live");
  const first = openPage();
  await readings(1);
  await brings(1, first);
  first.unmount();
  const second = openPage();
  await readings(2);
  await brings(2, second);
  expect(answer).toHaveLength(2);
});

it("reads again when the first connection is made", async () => {
  const page = openPage();
  await readings(1);
  await brings(1, page);
  become("live");
  await readings(2);
  await brings(2, page);
});

it("reads again after a first reading that was under way when the first connection was made", async () => {
  const page = openPage();
  await readings(1);
  become("live");
  await brings(1, page);
  await readings(2);
  await brings(2, page);
});

it("reads again after every downtime", async () => {
  become("live");
  const page = openPage();
  await readings(1);
  await brings(1, page);
  for (const phase of ["reconnecting", "catching-up"] as const) become(phase);
  expect(answer).toHaveLength(1);
  become("live");
  await readings(2);
  await brings(2, page);
  become("offline");
  become("live");
  await readings(3);
  await brings(3, page);
});
