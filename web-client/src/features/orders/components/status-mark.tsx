import type { OrderStatus } from "@/wire/events";
import { journey, stepOf } from "../order-steps";
import { useOrderMessages } from "../messages";

/** A status as a word, with a small ring that fills along the way: never by colour alone. */
export function StatusMark({ status, className = "" }: { status: OrderStatus; className?: string }) {
  const { t } = useOrderMessages();
  const step = stepOf(status);
  const share = step === undefined ? 1 : step / journey.length;
  const circle = 2 * Math.PI * 6;
  const tone = status === "cancelled" || status === "refunded" ? "text-clay" : "text-leaf";
  return (
    <span className={`inline-flex items-center gap-2 whitespace-nowrap ${className}`}>
      <svg viewBox="0 0 16 16" className={`size-4 shrink-0 ${tone}`} aria-hidden>
        {step === undefined ? (
          <path d="m4.500 4.500 7 7m0-7-7 7" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        ) : (
          <>
            <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2.5" opacity=".22" />
            <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2.5" strokeDasharray={`${(share * circle).toString()} ${circle.toString()}`} transform="rotate(-90 8 8)" />
          </>
        )}
      </svg>
      <span>{t(`status.${status}`)}</span>
    </span>
  );
}
