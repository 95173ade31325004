import type { ComponentProps } from "react";

export type IconProps = Omit<ComponentProps<"svg">, "children">;

/** An icon drawn with one path on a field of 24 by 24. */
export function Icon({ path, ...props }: IconProps & { path: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden focusable="false" {...props}>
      <path d={path} />
    </svg>
  );
}

export const CheckIcon = (props: IconProps) => <Icon path="m5 12.500 4.500 4.500L19 7.500" {...props} />;
export const CrossIcon = (props: IconProps) => <Icon path="M6 6l12 12M18 6 6 18" {...props} />;
export const ChevronIcon = (props: IconProps) => <Icon path="m9 6 6 6-6 6" {...props} />;
export const CopyIcon = (props: IconProps) => <Icon path="M9 9h10v11H9zM5 15V4h10" {...props} />;
export const ShareIcon = (props: IconProps) => <Icon path="M12 15V4m0 0L8 8m4-4 4 4M5 13v6h14v-6" {...props} />;
export const AlertIcon = (props: IconProps) => <Icon path="M12 8v5m0 3v.010M12 3.500 2.800 19.500h18.400Z" {...props} />;

/** A leaf on its stem: the mark of this client. */
export function SprigIcon(props: IconProps) {
  return (
    <svg viewBox="0 0 48 48" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden focusable="false" {...props}>
      <path d="M24 43V19" />
      <path d="M24 28c-9 0-13-5-13-12 8 0 13 4 13 12Z" />
      <path d="M24 22c0-9 5-14 14-14 0 9-5 14-14 14Z" />
      <path d="M24 36c4-5 8-6 12-6" opacity=".55" />
    </svg>
  );
}
