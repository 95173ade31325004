import type { ReactNode } from "react";
import { SprigIcon } from "./icons";

interface NoticeProps {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  tone?: "calm" | "problem";
  /** The page's first heading, when the notice is all there is. */
  asHeading?: boolean;
}

/** Drawn where there is nothing to show: empty, not found, failed. */
export function Notice({ title, hint, action, tone = "calm", asHeading = false }: NoticeProps) {
  const Title = asHeading ? "h1" : "h2";
  return (
    <div role={tone === "problem" ? "alert" : undefined} className="mx-auto flex max-w-md flex-col items-center gap-3 py-14 text-center">
      <SprigIcon className={`size-12 ${tone === "problem" ? "text-clay" : "text-leaf"}`} />
      <Title className="text-2xl">{title}</Title>
      {hint !== undefined && <p className="text-muted">{hint}</p>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}
