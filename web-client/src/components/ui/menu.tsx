import { Menu as Base } from "@base-ui/react/menu";
import { useState, type ReactNode } from "react";
import { BaseUi } from "./base-ui";
import { useSettling } from "./use-settling";

export interface MenuChoice {
  key: string;
  text: ReactNode;
  onChoose: () => void;
  /** A line above, to set it apart. */
  apart?: boolean;
}

interface MenuProps {
  label: string;
  className: string;
  children: ReactNode;
  choices: readonly MenuChoice[];
  /** It does not open, but keeps the focus. */
  disabled?: boolean;
}

/** A button that opens a list of things to do. */
export function Menu({ label, className, children, choices, disabled = false }: MenuProps) {
  const [open, setOpen] = useState(false);
  // The list may change while it is open, and put another choice under the finger.
  const settling = useSettling(choices.map(({ key }) => key).join(" "));
  return (
    <BaseUi>
      <Base.Root
        modal={false}
        open={open}
        onOpenChange={(wanted) => {
          setOpen(wanted && !disabled);
        }}
      >
        <Base.Trigger aria-label={label} className={className} aria-disabled={disabled || undefined}>
          {children}
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={6} align="end" className="z-50 outline-none">
            <Base.Popup className="min-w-48 rounded-xl border border-line bg-surface py-1.5 text-ink shadow-xl outline-none">
              {choices.map((choice) => (
                <Base.Item
                  key={choice.key}
                  aria-disabled={settling || undefined}
                  closeOnClick={!settling}
                  onClick={() => {
                    if (!settling) choice.onChoose();
                  }}
                  className={`flex min-h-10 cursor-pointer items-center px-4 outline-none select-none data-[highlighted]:bg-leaf-tint ${choice.apart === true ? "mt-1.5 border-t border-line pt-1.5" : ""}`}
                >
                  {choice.text}
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </BaseUi>
  );
}
