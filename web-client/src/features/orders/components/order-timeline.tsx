import type { OrderStep } from "../live/apply-order-event";
import { kindOfStep } from "../order-steps";
import { useOrderMessages } from "../messages";

interface OrderTimelineProps {
  steps: readonly OrderStep[];
  /** What stands for "we received the order", which a stranger with a link should not read as theirs. */
  receivedStory?: string;
}

/** What happened to an order, newest first, in plain words. */
export function OrderTimeline({ steps, receivedStory }: OrderTimelineProps) {
  const { t, format } = useOrderMessages();
  const newestFirst = [...steps].reverse();
  const detail = (step: OrderStep, index: number): string[] => {
    const before = newestFirst[index + 1];
    const details: string[] = [];
    if (step.trackingNumber !== undefined && step.trackingNumber !== before?.trackingNumber) {
      details.push(t("story.parcel", { number: step.trackingNumber }));
    }
    if (step.estimatedDelivery !== undefined && step.estimatedDelivery !== before?.estimatedDelivery && step.status !== "delivered") {
      details.push(t("story.expected", { date: format.day(step.estimatedDelivery) }));
    }
    return details;
  };
  const story = (step: OrderStep): string => {
    const kind = kindOfStep(step);
    if (kind === "back") return t("story.back", { status: t(`status.${step.status}`) });
    if (kind === "details") return t("story.details");
    return step.status === "pending" && receivedStory !== undefined ? receivedStory : t(`story.${step.status}`);
  };
  return (
    <ol reversed aria-label={t("order.history")} className="relative">
      {newestFirst.map((step, index) => {
        const newest = index === 0;
        const bad = step.status === "cancelled";
        return (
          <li key={step.seq === 0 ? `${step.createdAt}-${index.toString()}` : step.seq} data-seq={step.seq} data-status={step.status} className="relative flex animate-arrive gap-4 pb-7 last:pb-0">
            <span aria-hidden className="flex flex-col items-center">
              <span
                className={`mt-1.5 size-3 shrink-0 rounded-full ${
                  newest ? (bad ? "bg-clay ring-4 ring-clay-tint" : "bg-leaf ring-4 ring-leaf-tint") : "border-2 border-line-strong bg-paper"
                }`}
              />
              {index < newestFirst.length - 1 && <span className="absolute top-6 bottom-0 w-px bg-line" />}
            </span>
            <div className="min-w-0 flex-1">
              <p className={newest ? "text-lg font-medium" : ""}>{story(step)}</p>
              {detail(step, index).map((line) => (
                <p key={line} className="text-sm text-muted">
                  {line}
                </p>
              ))}
              <p className="mt-0.5 text-sm text-muted tabular">
                <time dateTime={step.createdAt}>{format.dayAndTime(step.createdAt)}</time>
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
