import { createPortal } from "react-dom";
import { resolveValue, toast as library, useToaster } from "react-hot-toast/headless";
import { useI18n } from "@/i18n/i18n-context";
import { AlertIcon, CheckIcon, CrossIcon } from "./icons";

/** Keeps the toasts; {@link Toaster} draws them. */
export { library };

/** Where toasts appear: in the body, beside dialogs and above them, since a dialog may be what they are about. The library keeps them; we draw them, so that no style is injected past the security policy. */
export function Toaster() {
  const { t } = useI18n();
  const { toasts, handlers } = useToaster({ duration: 6_000 });
  return createPortal(
    <div
      className="pointer-events-none fixed inset-x-0 bottom-0 z-50 flex flex-col items-center gap-2 p-4 sm:items-end sm:p-6"
      onMouseEnter={handlers.startPause}
      onMouseLeave={handlers.endPause}
      onFocus={handlers.startPause}
      onBlur={handlers.endPause}
    >
      <div aria-live="polite" aria-relevant="additions" role="log" className="contents">
        {toasts
          .filter((toast) => toast.visible)
          .slice(0, 4)
          .map((toast) => (
            <div
              key={toast.id}
              data-toast
              className="pointer-events-auto flex w-full max-w-sm animate-arrive items-start gap-3 rounded-xl border border-band-line bg-band px-4 py-3 text-on-band shadow-lg on-band"
            >
              {toast.type === "error" ? (
                <AlertIcon className="mt-0.5 size-5 shrink-0 text-turmeric" />
              ) : (
                <CheckIcon className="mt-0.5 size-5 shrink-0 text-turmeric" />
              )}
              <p className="flex-1 text-sm">{resolveValue(toast.message, toast)}</p>
              <button
                type="button"
                aria-label={t("app.dismiss")}
                className="-m-2 rounded-md p-2 text-on-band-muted hover:text-on-band"
                onClick={() => {
                  library.dismiss(toast.id);
                }}
              >
                <CrossIcon className="size-4" />
              </button>
            </div>
          ))}
      </div>
    </div>,
    document.body,
  );
}
