import { toast as library } from "react-hot-toast/headless";

/** Shows a short message for a few seconds. A message with the id of one that is shown replaces it. */
export function toast(message: string, id?: string): void {
  library.success(message, id === undefined ? {} : { id });
}

export function toastProblem(message: string, id?: string): void {
  library.error(message, id === undefined ? {} : { id });
}

export function dismissToast(id: string): void {
  library.dismiss(id);
}
