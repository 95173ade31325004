import type { toast as Library } from "react-hot-toast/headless";
import { createStore } from "@/lib/store";

/** Whether the place where toasts appear is wanted. It is fetched after what a first visit waits for. */
export const toasterWanted = createStore(false);

/** Fetches the library and shows a message with it. One that cannot be fetched is not shown: nobody waits for it. */
function show(how: (library: typeof Library) => unknown): void {
  toasterWanted.set(true);
  import("./toaster").then(({ library }) => how(library)).catch(() => undefined);
}

/** Shows a short message for a few seconds. A message with the id of one that is shown replaces it. */
export function toast(message: string, id?: string): void {
  show((library) => library.success(message, id === undefined ? {} : { id }));
}

export function toastProblem(message: string, id?: string): void {
  show((library) => library.error(message, id === undefined ? {} : { id }));
}
