import { useEffect, useState } from "react";
import { useI18n } from "@/i18n/i18n-context";
import { Button, type ButtonLook } from "./button";
import { CheckIcon, CopyIcon } from "./icons";

interface CopyButtonProps {
  text: string;
  label: string;
  look?: ButtonLook;
  children?: string;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages without a secure origin have no clipboard; a selection still copies there.
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "fixed top-0 left-0 opacity-0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

export function CopyButton({ text, label, look = "quiet", children }: CopyButtonProps) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, 2_000);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  return (
    <Button
      look={look}
      size="sm"
      aria-label={label}
      onClick={() => {
        void copy(text).then(setCopied);
      }}
    >
      {copied ? <CheckIcon className="size-4" /> : <CopyIcon className="size-4" />}
      <span aria-live="polite">{copied ? t("app.copied") : (children ?? t("app.copy"))}</span>
    </Button>
  );
}
