import { Button } from "@/components/ui/button";
import { ChevronIcon } from "@/components/ui/icons";
import { pageSizes, type OrderFilters } from "../order-filters";
import { useAdminMessages } from "../messages";

interface PagerProps {
  page: number;
  pages: number;
  limit: OrderFilters["limit"];
  onChange: (change: Pick<OrderFilters, "page"> | Pick<OrderFilters, "page" | "limit">) => void;
}

export function Pager({ page, pages, limit, onChange }: PagerProps) {
  const { t } = useAdminMessages();
  return (
    <nav data-repeats aria-label={t("admin.page", { page, pages })} className="mt-5 flex flex-wrap items-center justify-between gap-4">
      <label className="flex items-center gap-2 text-sm text-muted">
        {t("admin.perPage")}
        <select
          className="min-h-9 rounded-md border border-line-strong bg-surface px-2 text-ink"
          value={limit}
          onChange={(event) => {
            onChange({ page: 1, limit: Number(event.target.value) });
          }}
        >
          {pageSizes.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <div className="flex items-center gap-3">
        <Button
          look="quiet"
          size="sm"
          aria-label={t("admin.previous")}
          disabled={page <= 1}
          onClick={() => {
            onChange({ page: page - 1 });
          }}
        >
          <ChevronIcon className="size-5 rotate-180" />
        </Button>
        <span className="text-sm tabular" aria-current="page">
          {t("admin.page", { page, pages })}
        </span>
        <Button
          look="quiet"
          size="sm"
          aria-label={t("admin.next")}
          disabled={page >= pages}
          onClick={() => {
            onChange({ page: page + 1 });
          }}
        >
          <ChevronIcon className="size-5" />
        </Button>
      </div>
    </nav>
  );
}
