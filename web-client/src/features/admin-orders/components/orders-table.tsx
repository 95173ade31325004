import { createColumnHelper, rowSelectionFeature, rowSortingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import type { Dispatch, SetStateAction } from "react";
import { StatusMark } from "@/features/orders/components/status-mark";
import { paymentMethod, paymentStatus } from "@/features/orders/order-words";
import type { AdminOrder } from "../api/list-admin-orders";
import { useAdminMessages, type AdminKey } from "../messages";
import { sortKeys, type OrderFilters, type SortKey } from "../order-filters";
import { selecting, type Selection } from "../selection";
import { DownIcon, SortIcon, UpIcon } from "./icons";
import { MoveControls } from "./move-controls";
import { OrderLink } from "./order-link";
import type { RowActions } from "./row-actions";
import { SelectBox, SelectOrder } from "./select-order";

interface ColumnMeta {
  title: AdminKey;
  /** How the column's cells stand. */
  className?: string;
  headerClassName?: string;
}

/** What the cells need beside their row. */
interface TableMeta {
  i18n: ReturnType<typeof useAdminMessages>;
  actions: RowActions;
}

const features = tableFeatures({ rowSelectionFeature, rowSortingFeature, columnMeta: {} as ColumnMeta, tableMeta: {} as TableMeta });
const helper = createColumnHelper<typeof features, AdminOrder>();

const columns = helper.columns([
  helper.display({
    id: "select",
    meta: { title: "admin.column.select" },
    cell: ({ row }) => <SelectOrder orderId={row.id} checked={row.getIsSelected()} onChange={row.getToggleSelectedHandler()} />,
  }),
  helper.accessor("orderId", {
    id: "orderId",
    meta: { title: "admin.column.order" },
    cell: ({ row, table }) => <OrderLink orderId={row.original.orderId} onOpen={(orderId) => table.options.meta?.actions.open(orderId)} />,
  }),
  helper.accessor((order) => order.customerInfo?.name ?? "", {
    id: "customer",
    meta: { title: "admin.column.customer" },
    cell: ({ row: { original: order } }) => (
      <>
        <span className="block max-w-44 truncate">{order.customerInfo?.name}</span>
        <span className="block max-w-44 truncate text-sm text-muted tabular">
          {[order.shippingAddress?.city, order.shippingAddress?.zipCode].filter(Boolean).join(" ")}
        </span>
      </>
    ),
  }),
  helper.accessor("createdAt", {
    id: "createdAt",
    meta: { title: "admin.column.placed", className: "whitespace-nowrap tabular" },
    cell: ({ row: { original: order }, table }) => <time dateTime={order.createdAt}>{table.options.meta?.i18n.format.dayAndTime(order.createdAt)}</time>,
  }),
  helper.accessor("totalAmount", {
    id: "totalAmount",
    meta: { title: "admin.column.total", className: "pr-8 text-right tabular", headerClassName: "pr-8 text-right" },
    cell: ({ row: { original: order }, table }) => (
      <>
        <span className="block">{table.options.meta?.i18n.format.money(order.totalAmount)}</span>
        <span className="block text-sm text-muted">{table.options.meta?.i18n.t("orders.items", { count: order.itemCount ?? order.items.length })}</span>
      </>
    ),
  }),
  helper.accessor("paymentMethod", {
    id: "payment",
    meta: { title: "admin.column.payment" },
    cell: ({ row: { original: order }, table }) => {
      const t = table.options.meta?.i18n.t;
      return (
        <>
          <span className="block whitespace-nowrap">{t && paymentMethod(order.paymentMethod, t)}</span>
          <span className="block text-sm text-muted">{t && paymentStatus(order.paymentStatus, t)}</span>
        </>
      );
    },
  }),
  helper.accessor("status", {
    id: "status",
    meta: { title: "admin.column.status" },
    cell: ({ row: { original: order } }) => <StatusMark status={order.status} className={order.pending === true ? "motion-safe:animate-shimmer" : ""} />,
  }),
  helper.display({
    id: "actions",
    meta: { title: "admin.column.actions", className: "text-right whitespace-nowrap" },
    cell: ({ row: { original: order }, table }) => table.options.meta && <MoveControls order={order} actions={table.options.meta.actions} />,
  }),
]);

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
  const i18n = useAdminMessages();
  const { t } = i18n;
  const rowSelection = chosenRows(selection);
  const table = useTable({
    features,
    columns,
    data: orders,
    meta: { i18n, actions },
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
                const meta = header.column.columnDef.meta;
                const title = meta && t(meta.title);
                return (
                  <th key={header.id} scope="col" aria-sort={sorted === false ? undefined : sorted === "asc" ? "ascending" : "descending"} className={`px-2 py-1 font-medium first:pl-0 ${meta?.headerClassName ?? ""}`}>
                    {header.id === "select" ? (
                      <SelectBox
                        label={t("admin.selectPage")}
                        checked={table.getIsAllRowsSelected()}
                        partly={table.getIsSomeRowsSelected()}
                        onChange={table.getToggleAllRowsSelectedHandler()}
                      />
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
                <td key={entry.id} className={`px-2 py-2.5 align-middle first:pl-0 ${entry.column.columnDef.meta?.className ?? ""}`}>
                  <table.FlexRender cell={entry} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
