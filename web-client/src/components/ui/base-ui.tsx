import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";

/** Around every part of Base UI: it then writes no `<style>` elements, which the server's security policy refuses. */
export function BaseUi({ children }: { children: ReactNode }) {
  return <CSPProvider disableStyleElements>{children}</CSPProvider>;
}
