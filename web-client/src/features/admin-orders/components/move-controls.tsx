import { Menu, type MenuChoice } from "@/components/ui/menu";
import { StepButton } from "@/components/ui/step-button";
import { useSettling } from "@/components/ui/use-settling";
import { StatusMark } from "@/features/orders/components/status-mark";
import { nextOf } from "@/features/orders/order-steps";
import type { OrderStatus } from "@/wire/events";
import { allowedMoves } from "@/wire/order-status";
import type { AdminOrder } from "../api/list-admin-orders";
import { useAdminMessages } from "../messages";
import { DownIcon } from "./icons";
import type { RowActions } from "./row-actions";

interface MoveControlsProps {
  order: AdminOrder;
  actions: Pick<RowActions, "move" | "moveWithDetails">;
}

/** The step that usually comes next in one press, and every other in a menu. */
export function MoveControls({ order, actions }: MoveControlsProps) {
  const { t } = useAdminMessages();
  const next = nextOf(order.status);
  const moves = allowedMoves[order.status];
  const meaning = `${order.orderId}, ${order.status}`;
  const settling = useSettling(meaning);
  const waits = order.pending === true || settling;
  const choose = (status: OrderStatus) => {
    if (waits) return;
    // A parcel that leaves has a number and a day: there is a moment to enter them.
    if (status === "shipped") actions.moveWithDetails(order, status);
    else actions.move(order, { status });
  };
  const choices: MenuChoice[] = [
    ...moves.map((status) => ({
      key: status,
      text: <StatusMark status={status} />,
      onChoose: () => {
        choose(status);
      },
    })),
    {
      key: "details",
      text: t("admin.moveWithDetails"),
      apart: true,
      onChoose: () => {
        if (!waits) actions.moveWithDetails(order, next ?? order.status);
      },
    },
  ];
  if (moves.length === 0) return null;
  return (
    <span className="inline-flex">
      {next !== undefined && (
        <StepButton
          look="quiet"
          size="sm"
          className="rounded-r-none border-r-0"
          data-step={next}
          meaning={meaning}
          busy={waits}
          aria-label={`${t(`admin.do.${next}`)}, ${order.orderId}`}
          onClick={() => {
            choose(next);
          }}
        >
          {t(`admin.do.${next}`)}
        </StepButton>
      )}
      <Menu
        label={t("admin.moveOrder", { id: order.orderId, status: t(`status.${order.status}`) })}
        disabled={waits}
        choices={choices}
        className={`inline-flex min-h-9 items-center gap-1 rounded-lg border border-line-strong bg-surface px-2 text-sm font-medium hover:border-leaf hover:bg-leaf-tint aria-disabled:opacity-55 ${next === undefined ? "px-3" : "rounded-l-none"}`}
      >
        {next === undefined && t("admin.move")}
        <DownIcon className="size-4" />
      </Menu>
    </span>
  );
}
