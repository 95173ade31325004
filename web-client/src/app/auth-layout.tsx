import type { ReactNode } from "react";
import { SprigIcon } from "@/components/ui/icons";

/** The pages at the door: what this is on the dark band, the form beside it. */
export function AuthLayout({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className="grid flex-1 lg:grid-cols-2">
      <title>{title}</title>
      <div className="on-band relative overflow-hidden bg-band text-on-band">
        <SprigIcon className="pointer-events-none absolute -right-20 -bottom-28 size-64 text-band-raised sm:size-80 lg:-right-12 lg:-bottom-24 lg:size-[34rem]" strokeWidth="0.5" />
        <div className="page relative py-10 sm:py-14 lg:flex lg:h-full lg:max-w-xl lg:flex-col lg:justify-center lg:py-24">
          <h1 className="max-w-md text-3xl sm:text-4xl">{title}</h1>
          <p className="mt-4 max-w-sm text-lg text-on-band-muted">{lead}</p>
        </div>
      </div>
      <div className="page flex flex-col justify-center py-10 lg:py-20">
        <div className="mx-auto w-full max-w-md">{children}</div>
      </div>
    </div>
  );
}
