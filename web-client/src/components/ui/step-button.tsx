import type { ComponentProps } from "react";
import { Button } from "./button";
import { useSettling } from "./use-settling";

interface StepButtonProps extends ComponentProps<typeof Button> {
  /** What a press would do, to what: when it changes, the button takes no press for half a second. */
  meaning: string;
  /** What it did last is not done yet. */
  busy?: boolean;
  /** It appears by itself, where something else may be about to be pressed. */
  fresh?: boolean;
}

/** A button that comes to mean something else while one looks at it. Told, not disabled, when it is not ready: it keeps the focus. */
export function StepButton({ meaning, busy = false, fresh = false, onClick, ...rest }: StepButtonProps) {
  const settling = useSettling(meaning, fresh);
  const waits = busy || settling;
  return (
    <Button
      {...rest}
      data-meaning={meaning}
      aria-disabled={waits || undefined}
      onClick={(event) => {
        if (waits) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
