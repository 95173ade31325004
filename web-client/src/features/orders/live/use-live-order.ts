import type { QueryKey } from "@tanstack/react-query";
import { toast } from "@/components/ui/toast";
import type { OrderChange } from "./apply-order-event";
import { useOrderRoom, type OrderRoom } from "./use-order-room";
import { useOrderMessages } from "../messages";

interface Options {
  orderId: string;
  queryKey: QueryKey;
  enabled: boolean;
  ticket?: string;
}

/** More steps than this at once are told as a number. */
const toldOneByOne = 3;

/** Keeps an order on the screen as it is, and says in a toast what changed. */
export function useLiveOrder(options: Options): OrderRoom {
  const { t } = useOrderMessages();
  return useOrderRoom({
    ...options,
    onChanges: (changes: readonly OrderChange[]) => {
      if (changes.length > toldOneByOne) toast(t("order.caughtUp", { count: changes.length }));
      for (const change of changes.slice(-toldOneByOne)) {
        toast(
          t("order.moved", { id: change.orderId, status: t(`status.${change.status}`) }),
          `${change.orderId}-${change.seq?.toString() ?? change.updatedAt}`,
        );
      }
    },
  });
}
