import { CopyButton } from "@/components/ui/copy-button";
import { useOrderMessages } from "../messages";

/** The tracking number with a way to take it along, on the dark band. */
export function OrderParcel({ trackingNumber }: { trackingNumber: string | undefined }) {
  const { t } = useOrderMessages();
  return (
    <div className="min-w-0">
      <p className="text-sm text-on-band-muted">{t("order.trackingNumber")}</p>
      {trackingNumber === undefined ? (
        <p className="mt-0.5">{t("order.noTrackingNumber")}</p>
      ) : (
        <p className="mt-1 flex flex-wrap items-center gap-3">
          <span className="text-lg font-medium tabular" data-testid="tracking-number">
            {trackingNumber}
          </span>
          <CopyButton look="onBand" text={trackingNumber} label={t("order.copyNumber", { number: trackingNumber })} />
        </p>
      )}
    </div>
  );
}
