import { useI18n } from "@/i18n/i18n-context";

/** A quiet stand-in for text that is on its way. */
export function Bar({ className = "" }: { className?: string }) {
  return <div aria-hidden className={`animate-shimmer rounded bg-sunken ${className}`} />;
}

export function LoadingLines({ lines = 4, className = "" }: { lines?: number; className?: string }) {
  const { t } = useI18n();
  return (
    <div role="status" className={`space-y-4 ${className}`}>
      <span className="sr-only">{t("app.loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Bar key={line} className={`h-5 ${["w-full", "w-4/5", "w-11/12", "w-2/3"][line % 4] ?? "w-full"}`} />
      ))}
    </div>
  );
}
