import type { ComponentProps } from "react";

export type ButtonLook = "primary" | "quiet" | "plain" | "danger" | "onBand" | "notice";

const looks: Record<ButtonLook, string> = {
  primary: "bg-leaf text-on-leaf hover:bg-leaf-strong",
  quiet: "border border-line-strong bg-surface text-ink hover:border-leaf hover:bg-leaf-tint",
  plain: "text-leaf underline decoration-line-strong underline-offset-4 hover:decoration-current",
  danger: "border border-clay text-clay hover:bg-clay-tint",
  onBand: "border border-band-line bg-band-raised text-on-band hover:border-on-band-muted",
  notice: "bg-turmeric-tint text-turmeric-ink",
};

/** The shape of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = "primary", size: "md" | "sm" = "md"): string {
  const room = look === "plain" ? "px-1" : size === "md" ? "px-4" : "px-3";
  const height = size === "md" ? "min-h-11 text-base" : "min-h-9 text-sm";
  return `inline-flex items-center justify-center gap-2 rounded-lg font-medium transition-colors duration-150 disabled:opacity-55 aria-disabled:opacity-55 ${height} ${room} ${looks[look]}`;
}

interface ButtonProps extends ComponentProps<"button"> {
  look?: ButtonLook;
  size?: "md" | "sm";
}

export function Button({ look = "primary", size = "md", className = "", type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={`${buttonClass(look, size)} ${className}`} {...rest} />;
}
