import { Button } from "@/components/ui/button";
import { useAdminMessages } from "../messages";

/** Stands at the foot of the screen while orders are selected. */
export function BulkBar({ count, onMove, onClear }: { count: number; onMove: () => void; onClear: () => void }) {
  const { t } = useAdminMessages();
  if (count === 0) return null;
  return (
    <div role="region" aria-label={t("admin.selected", { count })} className="on-band sticky bottom-0 z-30 -mx-5 mt-4 flex flex-wrap items-center gap-3 bg-band px-5 py-3 text-on-band sm:bottom-4 sm:mx-0 sm:rounded-xl">
      <p className="mr-auto font-medium" role="status">
        {t("admin.selected", { count })}
      </p>
      <Button look="onBand" size="sm" onClick={onClear}>
        {t("admin.clearSelection")}
      </Button>
      <button type="button" onClick={onMove} className="min-h-9 rounded-lg bg-turmeric px-4 text-sm font-semibold text-[#17211b] hover:brightness-105">
        {t("admin.bulkMove")}
      </button>
    </div>
  );
}
