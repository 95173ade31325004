import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LoadingLines } from "@/components/ui/skeleton";
import { StepButton } from "@/components/ui/step-button";
import { toast, toastProblem } from "@/components/ui/toast";
import { useSettlingRows } from "@/components/ui/use-settling-rows";
import { problemOf } from "@/i18n/problem";
import { useSearchParams } from "@/lib/location";
import { useMedia } from "@/lib/use-media";
import { useOneRequest } from "@/lib/use-one-request";
import { ConnectionStatus } from "@/realtime/connection-status";
import type { OrderStatus } from "@/wire/events";
import { allowedMoves } from "@/wire/order-status";
import { exportOrders } from "../api/export-orders";
import { adminOrdersQuery, type AdminOrder } from "../api/list-admin-orders";
import { isAbout, useAsked, withPendingMove } from "../optimistic-moves";
import { countFilters, readFilters, writeFilters, type OrderFilters } from "../order-filters";
import { useLiveBoard } from "../use-live-board";
import { useOpenedOrder } from "../use-opened-order";
import type { Selection } from "../selection";
import { useKeptFocus } from "../use-kept-focus";
import { useMoveMany } from "../use-move-many";
import { useMoveOrder } from "../use-move-order";
import { BulkBar } from "./bulk-bar";
import { BulkMove, BulkResultDialog } from "./bulk-dialogs";
import { DetailsDrawer } from "./details-drawer";
import { FilterBar } from "./filter-bar";
import { ExportIcon } from "./icons";
import { MoveDialog } from "./move-dialog";
import { MoveProblemDialog } from "./move-problem-dialog";
import { OrderCards } from "./order-cards";
import { OrdersTable } from "./orders-table";
import { Pager } from "./pager";
import type { RowActions } from "./row-actions";
import { useAdminMessages } from "../messages";

/** The board a shop is run from. */
export function OrdersBoard() {
  const { t, format } = useAdminMessages();
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(search);
  const { data, error, refetch, isPlaceholderData } = useQuery(adminOrdersQuery(filters));
  const wide = useMedia("(min-width: 60rem)");
  const filtered = countFilters(filters) > 0 || filters.search !== "";
  const showsNewest = filters.page === 1 && filters.sort === "createdAt" && filters.order === "desc" && !filtered;
  const board = useLiveBoard({ showsNewest });
  const [selection, setSelection] = useState<Selection>({});
  const { move, problem, dismissProblem } = useMoveOrder({
    onMoved: ({ orderId, seq }) => {
      // One's own move is no news to oneself.
      const knowing = (before: Selection) => (before[orderId] === undefined || seq === undefined ? before : { ...before, [orderId]: seq });
      setSelection(knowing);
      setBulk((before) => before && knowing(before));
    },
  });
  const opened = useOpenedOrder();
  const [moving, setMoving] = useState<{ order: AdminOrder; status: OrderStatus }>();
  const [bulk, setBulk] = useState<Selection>();
  const { moveMany, result, dismissResult } = useMoveMany({
    onMoved: () => {
      setSelection({});
    },
  });
  const asked = useAsked();
  const list = useRef<HTMLDivElement>(null);
  const keptFocus = useKeptFocus(list);
  useSettlingRows(list, "data-order", Object.keys(selection).length > 0);
  const exporting = useOneRequest({
    mutationFn: () => exportOrders(filters),
    onSuccess: () => {
      toast(t("admin.exported"));
    },
    onError: (cause) => {
      toastProblem(problemOf(cause, t));
    },
  });

  const change = (part: Partial<OrderFilters>) => {
    // Two changes may come before the next render: the address has the first of them, `filters` has not.
    const present = readFilters(new URLSearchParams(window.location.search));
    setSearch(writeFilters({ ...present, page: 1, ...part }));
  };
  const actions: RowActions = {
    open: opened.open,
    move: (order, statusChange) => {
      move(order, statusChange);
    },
    moveWithDetails: (order, status) => {
      setMoving({ order, status });
    },
  };
  // The last orders of the last page were moved out of the filter: the queue goes on one page before.
  const orders = data?.orders.map((order) => withPendingMove(order, asked)) ?? [];
  const emptied = data !== undefined && !isPlaceholderData && data.orders.length === 0 && data.total > 0;
  const lastPage = data?.pages ?? 1;
  const goToLastPage = useEffectEvent(() => {
    setSearch(writeFilters({ ...filters, page: lastPage }), { replace: true });
  });
  useEffect(() => {
    if (emptied) goToLastPage();
  }, [emptied, lastPage]);
  const first = data && data.total > 0 ? (data.page - 1) * filters.limit + 1 : 0;
  const caption = data ? t("admin.table", { from: first, to: first === 0 ? 0 : first + data.orders.length - 1, total: data.total }) : "";

  return (
    <div className="page max-w-[88rem] py-6 sm:py-10">
      <title>{t("admin.title")}</title>
      <div className="mb-5 flex flex-wrap items-center gap-x-6 gap-y-2">
        <h1 className="text-3xl">{t("admin.title")}</h1>
        {data && (
          <p className="text-muted tabular" data-testid="count">
            {t("admin.count", { count: data.total })}
          </p>
        )}
        <span className="mr-auto">
          <ConnectionStatus />
        </span>
        <StepButton
          look="quiet"
          size="sm"
          meaning="export"
          busy={exporting.isPending}
          onClick={() => {
            exporting.mutate();
          }}
        >
          <ExportIcon className="size-4" />
          {exporting.isPending ? t("admin.exporting") : t("admin.export")}
        </StepButton>
      </div>
      <FilterBar filters={filters} onChange={change} />
      <div aria-live="polite">
        {board.newOrders > 0 && (
          <StepButton
            fresh
            meaning="show-new"
            look="notice"
            className="mt-4 w-full"
            onClick={() => {
              board.forgetNewOrders();
              setSearch(new URLSearchParams());
            }}
          >
            {t("admin.newOrders", { count: board.newOrders })}
            <span className="underline underline-offset-4">{t("admin.showNew")}</span>
          </StepButton>
        )}
      </div>
      <div
        ref={list}
        tabIndex={-1}
        role="group"
        aria-label={t("admin.title")}
        className={`mt-5 transition-opacity outline-none ${isPlaceholderData ? "opacity-60" : ""}`}
        aria-busy={isPlaceholderData}
        {...keptFocus}
      >
        {!data && error === null && <LoadingLines lines={10} />}
        {!data && error !== null && (
          <Notice tone="problem" title={t("admin.failed")} hint={problemOf(error, t)} action={<Button onClick={() => void refetch()}>{t("app.retry")}</Button>} />
        )}
        {emptied && <LoadingLines lines={10} />}
        {data?.orders.length === 0 && !emptied && (
          <Notice
            title={t(filtered ? "admin.empty" : "admin.none")}
            hint={filtered ? t("admin.emptyHint") : undefined}
            action={
              filtered ? (
                <Button
                  look="quiet"
                  onClick={() => {
                    setSearch(new URLSearchParams());
                  }}
                >
                  {t("admin.clear")}
                </Button>
              ) : undefined
            }
          />
        )}
        {data && data.orders.length > 0 && (
          <>
            {wide ? (
              <OrdersTable
                orders={orders}
                caption={caption}
                filters={filters}
                onSort={(sort, order) => {
                  change({ sort, order });
                }}
                selection={selection}
                onSelection={setSelection}
                changed={board.changed}
                actions={actions}
              />
            ) : (
              <OrderCards orders={orders} label={caption} selection={selection} onSelection={setSelection} changed={board.changed} actions={actions} />
            )}
          </>
        )}
        <BulkBar
          count={Object.keys(selection).length}
          onMove={() => {
            setBulk(selection);
          }}
          onClear={() => {
            setSelection({});
          }}
        />
        {data && data.orders.length > 0 && <Pager page={data.page} pages={data.pages} limit={filters.limit} onChange={change} />}
      </div>
      {opened.order && <DetailsDrawer order={withPendingMove(opened.order, asked)} actions={actions} onClose={opened.close} />}
      {moving && (
        <MoveDialog
          title={t("admin.updateTitle", { id: moving.order.orderId })}
          statuses={[moving.order.status, ...allowedMoves[moving.order.status]]}
          initial={moving.status}
          trackingNumber={moving.order.trackingNumber}
          submit={t("admin.apply")}
          onMove={(statusChange) => {
            move(moving.order, statusChange);
            setMoving(undefined);
          }}
          onClose={() => {
            setMoving(undefined);
          }}
        />
      )}
      {bulk && (
        <BulkMove
          count={Object.keys(bulk).length}
          busy={asked.some((move) => isAbout(move, Object.keys(bulk)))}
          onMove={(statusChange) => {
            moveMany(bulk, statusChange);
            setBulk(undefined);
          }}
          onClose={() => {
            setBulk(undefined);
          }}
        />
      )}
      {result && <BulkResultDialog result={result} onClose={dismissResult} />}
      {problem && (
        <MoveProblemDialog
          key={problem.orderId}
          problem={problem}
          onClose={dismissProblem}
          onForce={() => {
            if (problem.kind === "conflict") {
              move({ orderId: problem.orderId, status: problem.theirs.status, seq: problem.theirs.seq }, problem.mine);
            }
            dismissProblem();
          }}
        />
      )}
      <p className="sr-only" role="status">
        {data ? `${format.number(data.total)} ${t("admin.title")}` : ""}
      </p>
    </div>
  );
}
