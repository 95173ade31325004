import { useState } from "react";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { orderStatuses } from "@/wire/order-status";
import { countFilters, noFilters, paymentMethods, paymentStatuses, type OrderFilters } from "../order-filters";
import { isWholeDay, useDebouncedInput } from "../use-debounced-input";
import { useAdminMessages } from "../messages";
import { FilterIcon, SearchIcon } from "./icons";

interface FilterBarProps {
  filters: OrderFilters;
  onChange: (change: Partial<OrderFilters>) => void;
}

/** The ways to sort where there is no table with columns to press: on a phone. */
const sortings = [
  { key: "createdAt.desc", sort: "createdAt", order: "desc" },
  { key: "createdAt.asc", sort: "createdAt", order: "asc" },
  { key: "updatedAt.desc", sort: "updatedAt", order: "desc" },
  { key: "updatedAt.asc", sort: "updatedAt", order: "asc" },
  { key: "totalAmount.desc", sort: "totalAmount", order: "desc" },
  { key: "totalAmount.asc", sort: "totalAmount", order: "asc" },
  { key: "status.asc", sort: "status", order: "asc" },
  { key: "status.desc", sort: "status", order: "desc" },
  { key: "orderId.asc", sort: "orderId", order: "asc" },
  { key: "orderId.desc", sort: "orderId", order: "desc" },
] as const;

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const { t } = useAdminMessages();
  const set = countFilters(filters);
  const [open, setOpen] = useState(set - (filters.status.length > 0 ? 1 : 0) > 0);
  const [search, setSearch] = useDebouncedInput(filters.search, (value) => {
    onChange({ search: value });
  });
  const [pincode, setPincode] = useDebouncedInput(filters.pincode, (value) => {
    onChange({ pincode: value });
  });
  const [from, setFrom] = useDebouncedInput(
    filters.from,
    (value) => {
      onChange({ from: value });
    },
    isWholeDay,
  );
  const [to, setTo] = useDebouncedInput(
    filters.to,
    (value) => {
      onChange({ to: value });
    },
    isWholeDay,
  );
  return (
    <div role="search" className="space-y-3">
      <div className="flex gap-3">
        <div className="relative flex-1">
          <SearchIcon className="pointer-events-none absolute top-1/2 left-3 size-5 -translate-y-1/2 text-muted" />
          <input
            type="search"
            aria-label={`${t("admin.search")}. ${t("admin.searchHint")}`}
            placeholder={t("admin.searchHint")}
            className="field pl-10"
            value={search}
            onChange={(event) => {
              setSearch(event.target.value);
            }}
          />
        </div>
        <Button
          look="quiet"
          aria-expanded={open}
          aria-controls="more-filters"
          onClick={() => {
            setOpen(!open);
          }}
        >
          <FilterIcon className="size-5" />
          <span className={set === 0 ? "sr-only sm:not-sr-only" : ""}>{set === 0 ? t("admin.filters") : t("admin.moreFilters", { count: set })}</span>
        </Button>
      </div>
      <div role="group" aria-label={t("admin.status")} className="-mx-5 flex gap-2 overflow-x-auto px-5 py-1 sm:mx-0 sm:flex-wrap sm:px-0">
        <Chip
          pressed={filters.status.length === 0}
          onPress={() => {
            onChange({ status: [] });
          }}
        >
          {t("admin.allStatuses")}
        </Chip>
        {orderStatuses.map((status) => {
          const pressed = filters.status.includes(status);
          return (
            <Chip
              key={status}
              pressed={pressed}
              onPress={() => {
                onChange({ status: pressed ? filters.status.filter((other) => other !== status) : [...filters.status, status] });
              }}
            >
              {t(`status.${status}`)}
            </Chip>
          );
        })}
      </div>
      {open && (
        <div id="more-filters" className="grid grid-cols-2 gap-4 rounded-xl bg-sunken p-4 sm:grid-cols-3 lg:grid-cols-6">
          <TextField
            type="date"
            label={t("admin.from")}
            value={from}
            onChange={(event) => {
              setFrom(event.target.value);
            }}
          />
          <TextField
            type="date"
            label={t("admin.to")}
            value={to}
            onChange={(event) => {
              setTo(event.target.value);
            }}
          />
          <TextField
            label={t("admin.pincode")}
            inputMode="numeric"
            value={pincode}
            onChange={(event) => {
              setPincode(event.target.value);
            }}
          />
          <SelectField
            label={t("admin.paymentMethod")}
            value={filters.paymentMethod}
            onChange={(event) => {
              onChange({ paymentMethod: event.target.value });
            }}
          >
            <option value="">{t("admin.any")}</option>
            {paymentMethods.map((method) => (
              <option key={method} value={method}>
                {t(`payment.${method}`)}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={t("admin.paymentStatus")}
            value={filters.paymentStatus}
            onChange={(event) => {
              onChange({ paymentStatus: event.target.value });
            }}
          >
            <option value="">{t("admin.any")}</option>
            {paymentStatuses.map((status) => (
              <option key={status} value={status}>
                {t(`paymentStatus.${status}`)}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={t("admin.sortBy")}
            className="lg:hidden"
            value={`${filters.sort}.${filters.order}`}
            onChange={(event) => {
              const chosen = sortings.find(({ key }) => key === event.target.value);
              if (chosen) onChange({ sort: chosen.sort, order: chosen.order });
            }}
          >
            {sortings.map(({ key }) => (
              <option key={key} value={key}>
                {t(`admin.sort.${key}`)}
              </option>
            ))}
          </SelectField>
          <div className="flex items-end">
            <Button
              look="plain"
              onClick={() => {
                onChange({ ...noFilters, limit: filters.limit, sort: filters.sort, order: filters.order });
              }}
            >
              {t("admin.clear")}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

function Chip({ pressed, onPress, children }: { pressed: boolean; onPress: () => void; children: string }) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={`min-h-9 shrink-0 rounded-full border px-3.5 text-sm whitespace-nowrap transition-colors ${pressed ? "border-leaf bg-leaf text-on-leaf" : "border-line-strong hover:border-leaf hover:bg-leaf-tint"}`}
    >
      {children}
    </button>
  );
}
