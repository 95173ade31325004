import { Bar } from "@/components/ui/skeleton";
import { useOrderMessages } from "../messages";

/** The shape of an order's page while the order is on its way. */
export function OrderSkeleton() {
  const { t } = useOrderMessages();
  return (
    <div role="status">
      <span className="sr-only">{t("app.loading")}</span>
      <div aria-hidden className="bg-band">
        <div className="page max-w-6xl space-y-4 pt-8 pb-10 opacity-20">
          <Bar className="h-4 w-40" />
          <Bar className="mt-8 h-12 w-4/5 max-w-xl" />
          <Bar className="h-6 w-1/2 max-w-sm" />
          <Bar className="mt-10 h-1 w-full" />
          <Bar className="mt-10 h-12 w-48" />
        </div>
      </div>
      <div className="page grid max-w-6xl gap-x-16 gap-y-10 py-10 lg:grid-cols-[1fr_23rem]">
        <div className="space-y-5">
          <Bar className="h-8 w-1/2" />
          <Bar className="h-5 w-3/4" />
          <Bar className="h-5 w-2/3" />
        </div>
        <div className="space-y-4">
          <Bar className="h-6 w-1/2" />
          <Bar className="h-20 w-full" />
        </div>
      </div>
    </div>
  );
}
