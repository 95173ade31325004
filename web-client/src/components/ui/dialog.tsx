import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n/i18n-context";
import { settle } from "@/lib/settling";
import { BaseUi } from "./base-ui";
import { CrossIcon } from "./icons";

interface DialogProps {
  title: string;
  description?: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** A drawer stands at the side and leaves the page in sight. */
  shape?: "dialog" | "drawer";
  /** It opens by itself, perhaps under a finger that is about to press something else. */
  unbidden?: boolean;
}

function settleAtFirst(popup: HTMLElement | null): void {
  if (popup) settle(popup, "data-settling");
}

const shapes = {
  dialog:
    "inset-x-0 bottom-0 max-h-[92dvh] rounded-t-2xl sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-full sm:max-w-lg sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl data-[starting-style]:translate-y-6 data-[starting-style]:opacity-0 sm:data-[starting-style]:-translate-y-[46%]",
  drawer:
    "inset-x-0 bottom-0 max-h-[94dvh] rounded-t-2xl sm:inset-x-auto sm:inset-y-0 sm:right-0 sm:max-h-none sm:w-full sm:max-w-lg sm:rounded-none sm:rounded-l-2xl data-[starting-style]:translate-y-6 data-[starting-style]:opacity-0 sm:data-[starting-style]:translate-x-6 sm:data-[starting-style]:translate-y-0",
};

/** A question or a closer look, on top of the page. Focus goes in and comes back; Escape closes. */
export function Dialog({ title, description, onClose, children, shape = "dialog", unbidden = false }: DialogProps) {
  const { t } = useI18n();
  return (
    <BaseUi>
      <Base.Root
        defaultOpen
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
      >
        <Base.Portal>
          <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-200 data-[starting-style]:opacity-0" />
          <Base.Popup ref={unbidden ? settleAtFirst : undefined} className={`fixed z-40 flex flex-col overflow-hidden bg-surface shadow-2xl transition duration-200 ease-settle ${shapes[shape]}`}>
            <div className="flex items-start gap-4 px-6 pt-6 pb-2">
              <div className="flex-1">
                <Base.Title className="text-2xl">{title}</Base.Title>
                {description !== undefined && <Base.Description className="mt-2 text-muted">{description}</Base.Description>}
              </div>
              <Base.Close aria-label={t("app.close")} className="-m-2 rounded-lg p-3 text-muted hover:text-ink">
                <CrossIcon className="size-5" />
              </Base.Close>
            </div>
            <div className="overflow-y-auto overscroll-contain px-6 pt-2 pb-6">{children}</div>
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </BaseUi>
  );
}
