import { useMedia } from "@/lib/use-media";

/** Whether charts may draw themselves in. */
export function useMotion(): boolean {
  return !useMedia("(prefers-reduced-motion: reduce)");
}
