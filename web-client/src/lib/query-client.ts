import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-client";

/** Answers that will not change by asking again are not asked again. */
function retry(failures: number, error: Error): boolean {
  if (error instanceof ApiError && error.status < 500 && error.status !== 429) return false;
  return failures < 2;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Orders are kept fresh by events; a window that comes back asks once more all the same.
      queries: { retry, staleTime: 15_000, refetchOnWindowFocus: true, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
