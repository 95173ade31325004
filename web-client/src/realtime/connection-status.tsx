import { useI18n } from "@/i18n/i18n-context";
import type { ConnectionPhase } from "./connection-state";
import { useConnection, useConnectionState } from "./connection-context";

const dots: Record<ConnectionPhase, string> = {
  connecting: "bg-current opacity-50 motion-safe:animate-shimmer",
  live: "bg-current",
  reconnecting: "bg-turmeric motion-safe:animate-shimmer",
  "catching-up": "bg-turmeric motion-safe:animate-shimmer",
  offline: "border-2 border-current",
};

interface ConnectionStatusProps {
  onBand?: boolean;
  /** Whether the server has let us follow what the page shows. */
  following?: boolean;
}

/** How the line to the shop is: a word and a dot, a sentence for those who listen, and a way to try at once. */
export function ConnectionStatus({ onBand = false, following = true }: ConnectionStatusProps) {
  const { t, format } = useI18n();
  const { connectNow } = useConnection();
  const { phase: line, lastHeardAt } = useConnectionState();
  // A line alone brings no news: the page is live once the server lets it follow what it shows.
  const phase = line === "live" && !following ? "connecting" : line;
  const time = lastHeardAt === undefined ? undefined : format.time(lastHeardAt);
  const explained =
    phase === "offline"
      ? time === undefined
        ? t("connection.explain.offlineNever")
        : t("connection.explain.offline", { time })
      : t(`connection.explain.${phase}`);
  const stale = phase === "offline" || phase === "reconnecting";
  return (
    <div
      data-phase={phase}
      data-testid="connection"
      className={`inline-flex flex-wrap items-center gap-x-2 gap-y-1 text-sm ${onBand ? "text-on-band" : phase === "offline" ? "text-clay" : "text-ink"}`}
    >
      <span aria-hidden className={`relative grid size-2.5 place-items-center ${phase === "live" ? (onBand ? "text-turmeric" : "text-leaf") : ""}`}>
        {phase === "live" && <span className="absolute inset-0 animate-breathe rounded-full bg-current motion-reduce:hidden" />}
        <span className={`size-2.5 rounded-full ${dots[phase]}`} />
      </span>
      <span className="font-medium" title={explained} aria-hidden>
        {t(`connection.${phase}`)}
        {stale && time !== undefined && <span className="font-normal">, {t("connection.lastUpdated", { time })}</span>}
      </span>
      <span role="status" aria-live="polite" className="sr-only">
        {explained}
      </span>
      {phase === "offline" && (
        <button type="button" onClick={connectNow} className="min-h-6 underline underline-offset-4">
          {t("connection.tryNow")}
        </button>
      )}
    </div>
  );
}
