import { useEffect, useEffectEvent, useState } from "react";

const typingPauseMs = 350;

/** A day that is meant: while a year is typed, the field holds the years 2, 20 and 202 on its way to 2026. */
export function isWholeDay(day: string): boolean {
  return day === "" || /^(19|20|21)\d\d-\d\d-\d\d$/.test(day);
}

/** A text that reaches the address when the typing pauses, as far as it makes sense. */
export function useDebouncedInput(
  value: string,
  commit: (value: string) => void,
  makesSense: (text: string) => boolean = () => true,
): [string, (value: string) => void] {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const [sent, setSent] = useState(value);
  if (known !== value) {
    setKnown(value);
    // What we sent ourselves comes back without its last space, while the typing goes on. Only another hand's change
    // of the address (going back, clearing) is a new text.
    if (value !== sent) {
      setTyped(value);
      setSent(value);
    }
  }
  const text = typed.trim();
  const waits = text !== value && makesSense(text);
  const send = useEffectEvent(() => {
    setSent(text);
    commit(text);
  });
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => {
      send();
    }, typingPauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text, waits]);
  return [typed, setTyped];
}
