import { createColumnHelper, rowSelectionFeature, rowSortingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import type { Dispatch, SetStateAction } from "react";
import { StatusMark } from "@/features/orders/components/status-mark";
import { paymentMethod, paymentStatus } from "@/features/orders/order-words";
import type { AdminOrder } from "../api/list-admin-orders";
import { sortKeys, type OrderFilters, type SortKey } from "../order-filters";
import { DownIcon, SortIcon, UpIcon } from "./icons";
import { MoveControls } from "./move-controls";
import { selecting, type Selection } from "../selection";
import type { RowActions } from "./row-actions";
import { useAdminMessages, type AdminKey } from "../messages";

const features = tableFeatures({ rowSelectionFeature, rowSortingFeature });
const helper = createColumnHelper<typeof features, AdminOrder>();
const columns = helper.columns([
  helper.display({ id: "select" }),
  helper.accessor("orderId", { id: "orderId" }),
  helper.accessor((order) => order.customerInfo?.name ?? "", { id: "customer" }),
  helper.accessor("createdAt", { id: "createdAt" }),
  helper.accessor("totalAmount", { id: "totalAmount" }),
  helper.accessor("paymentMethod", { id: "payment" }),
  helper.accessor("status", { id: "status" }),
  helper.display({ id: "actions" }),
]);

const titles: Record<string, AdminKey> = {
  select: "admin.column.select",
  orderId: "admin.column.order",
  customer: "admin.column.customer",
  createdAt: "admin.column.placed",
  totalAmount: "admin.column.total",
  payment: "admin.column.payment",
  status: "admin.column.status",
  actions: "admin.column.actions",
};

interface OrdersTableProps {
  orders: AdminOrder[];
  caption: string;
  filters: OrderFilters;
  onSort: (sort: SortKey, order: "asc" | "desc") => void;
  selection: Selection;
  onSelection: Dispatch<SetStateAction<Selection>>;
  changed: ReadonlySet<string>;
  actions: RowActions;
}

/** The selection as the table has it. */
const chosenRows = (selection: Selection) => Object.fromEntries(Object.keys(selection).map((orderId) => [orderId, true as const]));

/** The board on a wide screen. Paging, sorting and filtering are the server's; the table keeps columns and selection. */
export function OrdersTable({ orders, caption, filters, onSort, selection, onSelection, changed, actions }: OrdersTableProps) {
  const { t, format } = useAdminMessages();
  const rowSelection = chosenRows(selection);
  const table = useTable({
    features,
    columns,
    data: orders,
    getRowId: (order) => order.orderId,
    manualSorting: true,
    state: { rowSelection, sorting: [{ id: filters.sort, desc: filters.order === "desc" }] },
    onRowSelectionChange: (update) => {
      onSelection((before) => {
        const rows = typeof update === "function" ? update(chosenRows(before)) : update;
        return selecting(before, Object.keys(rows).filter((orderId) => rows[orderId] === true), orders);
      });
    },
  });

  function cell(id: string, order: AdminOrder) {
    switch (id) {
      case "orderId":
        return (
          <button
            type="button"
            aria-label={t("admin.open", { id: order.orderId })}
            className="min-h-9 font-medium text-leaf tabular underline decoration-line-strong underline-offset-4 hover:decoration-current"
            onClick={() => {
              actions.open(order.orderId);
            }}
          >
            {order.orderId}
          </button>
        );
      case "customer":
        return (
          <>
            <span className="block max-w-44 truncate">{order.customerInfo?.name}</span>
            <span className="block max-w-44 truncate text-sm text-muted tabular">
              {[order.shippingAddress?.city, order.shippingAddress?.zipCode].filter(Boolean).join(" ")}
            </span>
          </>
        );
      case "createdAt":
        return <time dateTime={order.createdAt}>{format.dayAndTime(order.createdAt)}</time>;
      case "totalAmount":
        return (
          <>
            <span className="block">{format.money(order.totalAmount)}</span>
            <span className="block text-sm text-muted">{t("orders.items", { count: order.itemCount ?? order.items.length })}</span>
          </>
        );
      case "payment":
        return (
          <>
            <span className="block whitespace-nowrap">{paymentMethod(order.paymentMethod, t)}</span>
            <span className="block text-sm text-muted">{paymentStatus(order.paymentStatus, t)}</span>
          </>
        );
      case "status":
        return <StatusMark status={order.status} className={order.pending === true ? "motion-safe:animate-shimmer" : ""} />;
      case "actions":
        return (
          <MoveControls
            order={order}
            onMove={(status) => {
              actions.move(order, { status });
            }}
            onMoveWithDetails={(status) => {
              actions.moveWithDetails(order, status);
            }}
          />
        );
      default:
        return null;
    }
  }

  return (
    <div className="overflow-x-auto" role="region" aria-label={caption} tabIndex={0}>
      <table className="w-full border-collapse text-left text-[0.9375rem]">
        <caption className="sr-only">{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="border-b border-line-strong text-sm text-muted">
              {group.headers.map((header) => {
                const sortKey = sortKeys.find((key) => key === header.id);
                const sorted = header.column.getIsSorted();
                const title = t(titles[header.id] ?? "admin.column.order");
                const right = header.id === "totalAmount" ? "pr-8 text-right" : "";
                return (
                  <th key={header.id} scope="col" aria-sort={sorted === false ? undefined : sorted === "asc" ? "ascending" : "descending"} className={`px-2 py-1 font-medium first:pl-0 ${right}`}>
                    {header.id === "select" ? (
                      <label className="grid size-9 place-items-center">
                        <input
                          type="checkbox"
                          className="size-5"
                          aria-label={t("admin.selectPage")}
                          checked={table.getIsAllRowsSelected()}
                          ref={(box) => {
                            if (box) box.indeterminate = table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected();
                          }}
                          onChange={table.getToggleAllRowsSelectedHandler()}
                        />
                      </label>
                    ) : sortKey === undefined ? (
                      <span className={header.id === "actions" ? "sr-only" : ""}>{title}</span>
                    ) : (
                      <button
                        type="button"
                        className="inline-flex min-h-9 items-center gap-1 whitespace-nowrap hover:text-ink"
                        onClick={() => {
                          onSort(sortKey, sorted === "desc" ? "asc" : "desc");
                        }}
                      >
                        {title}
                        {sorted === "asc" ? <UpIcon className="size-4" /> : sorted === "desc" ? <DownIcon className="size-4" /> : <SortIcon className="size-4 opacity-50" />}
                      </button>
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody className="divide-y divide-line">
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              data-order={row.original.orderId}
              data-status={row.original.status}
              className={`transition-colors duration-700 ${changed.has(row.id) ? "bg-turmeric-tint" : row.getIsSelected() ? "bg-leaf-tint" : ""}`}
            >
              {row.getAllCells().map((entry) => (
                <td key={entry.id} className={`px-2 py-2.5 align-middle first:pl-0 ${entry.column.id === "totalAmount" ? "pr-8 text-right tabular" : ""} ${entry.column.id === "actions" ? "text-right whitespace-nowrap" : ""} ${entry.column.id === "createdAt" ? "whitespace-nowrap tabular" : ""}`}>
                  {entry.column.id === "select" ? (
                    <label className="grid size-9 place-items-center">
                      <input
                        type="checkbox"
                        className="size-5"
                        aria-label={t("admin.selectRow", { id: row.id })}
                        checked={row.getIsSelected()}
                        onChange={row.getToggleSelectedHandler()}
                      />
                    </label>
                  ) : (
                    cell(entry.column.id, row.original)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
