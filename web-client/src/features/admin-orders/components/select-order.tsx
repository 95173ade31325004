import type { ChangeEvent } from "react";
import { useAdminMessages } from "../messages";

interface SelectBoxProps {
  label: string;
  checked: boolean;
  /** Some of what it stands for is selected, not all. */
  partly?: boolean;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  className?: string;
}

/** A checkbox with room around it for a finger. */
export function SelectBox({ label, checked, partly = false, onChange, className = "" }: SelectBoxProps) {
  return (
    <label className={`grid size-9 place-items-center ${className}`}>
      <input
        type="checkbox"
        className="size-5"
        aria-label={label}
        checked={checked}
        ref={(box) => {
          if (box) box.indeterminate = partly && !checked;
        }}
        onChange={onChange}
      />
    </label>
  );
}

interface SelectOrderProps extends Omit<SelectBoxProps, "label" | "partly"> {
  orderId: string;
}

/** Selects an order for a move of many. */
export function SelectOrder({ orderId, ...box }: SelectOrderProps) {
  const { t } = useAdminMessages();
  return <SelectBox label={t("admin.selectRow", { id: orderId })} {...box} />;
}
