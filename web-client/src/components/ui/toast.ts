import { toast } from "react-hot-toast/headless";

/** Says something in passing. The same id is said once. */
export function say(message: string, id?: string): void {
  toast.success(message, id === undefined ? {} : { id });
}

export function sayProblem(message: string, id?: string): void {
  toast.error(message, id === undefined ? {} : { id });
}

export function dismissToast(id: string): void {
  toast.dismiss(id);
}
