import { useAdminMessages } from "../messages";

/** An order's number that opens the order in the drawer. */
export function OrderLink({ orderId, onOpen }: { orderId: string; onOpen: (orderId: string) => void }) {
  const { t } = useAdminMessages();
  return (
    <button
      type="button"
      aria-label={t("admin.open", { id: orderId })}
      className="min-h-9 font-medium text-leaf tabular underline decoration-line-strong underline-offset-4 hover:decoration-current"
      onClick={() => {
        onOpen(orderId);
      }}
    >
      {orderId}
    </button>
  );
}
