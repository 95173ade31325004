import type { ComponentType } from "react";
import type { toast as Library } from "react-hot-toast/headless";
import { createStore } from "@/lib/store";

/** What draws the toasts, once it has been fetched. */
export const toaster = createStore<{ Toaster: ComponentType } | undefined>(undefined);

type Show = (library: typeof Library) => unknown;

/** How long after a failure it is fetched again, in milliseconds. */
const RETRY_MS = 2_000;

const waiting: Show[] = [];
let shows: ((show: Show) => void) | undefined;
let coming = false;

/**
 * Fetches what draws the toasts, after what a first visit waits for. It tries until it has it: what a toast has to say may
 * be that the network was gone.
 */
export function fetchToaster(): void {
  if (coming) return;
  coming = true;
  import("./toaster").then(
    ({ library, Toaster }) => {
      toaster.set({ Toaster });
      shows = (show) => show(library);
      waiting.splice(0).forEach(shows);
    },
    () => {
      coming = false;
      setTimeout(fetchToaster, RETRY_MS);
    },
  );
}

function show(how: Show): void {
  if (shows) {
    shows(how);
    return;
  }
  waiting.push(how);
  fetchToaster();
}

/** Shows a short message for a few seconds. A message with the id of one that is shown replaces it. */
export function toast(message: string, id?: string): void {
  show((library) => library.success(message, id === undefined ? {} : { id }));
}

export function toastProblem(message: string, id?: string): void {
  show((library) => library.error(message, id === undefined ? {} : { id }));
}
