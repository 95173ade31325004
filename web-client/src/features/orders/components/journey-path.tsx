import { CheckIcon } from "@/components/ui/icons";
import type { OrderStatus } from "@/wire/events";
import { journey, nextOf, stepOf } from "../order-steps";
import { useOrderMessages } from "../messages";

/** The five stations of an order as a line that fills; the station where it is now breathes. */
export function JourneyPath({ status }: { status: OrderStatus }) {
  const { t } = useOrderMessages();
  const step = stepOf(status);
  if (step === undefined) return null;
  const next = nextOf(status);
  const share = (step - 1) / (journey.length - 1);
  return (
    <div className="mt-8">
      <div
        role="progressbar"
        aria-label={t("order.progress")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={step * 20}
        aria-valuetext={t("order.step", { step, steps: journey.length, status: t(`status.${status}`) })}
        className="relative mx-3 h-0.5 bg-band-line"
      >
        <div
          className="absolute inset-0 origin-left bg-turmeric transition-transform duration-700 ease-settle"
          style={{ transform: `scaleX(${share.toString()})` }}
        />
      </div>
      <ol className="relative -mt-[0.8125rem] flex justify-between" aria-hidden>
        {journey.map((station, index) => {
          const state = index + 1 < step ? "done" : index + 1 === step ? "now" : "ahead";
          return (
            <li key={station} className="relative size-6 sm:mb-9">
              <span
                className={`relative grid size-6 place-items-center rounded-full border-2 transition-colors duration-500 ${
                  state === "ahead" ? "border-band-line bg-band" : "border-turmeric bg-turmeric"
                }`}
              >
                {state === "now" && step < journey.length && (
                  <span className="absolute inset-0 animate-breathe rounded-full bg-turmeric motion-reduce:hidden" />
                )}
                {(state === "done" || (state === "now" && step === journey.length)) && (
                  <CheckIcon className="size-4 text-band" strokeWidth="2.6" />
                )}
                {state === "now" && step < journey.length && <span className="relative size-2 rounded-full bg-band" />}
              </span>
              <span
                className={`absolute top-8 hidden text-sm whitespace-nowrap sm:block ${index === 0 ? "left-0" : index === journey.length - 1 ? "right-0" : "left-1/2 -translate-x-1/2"} ${state === "now" ? "font-semibold text-on-band" : "text-on-band-muted"}`}
              >
                {t(`status.${station}`)}
              </span>
            </li>
          );
        })}
      </ol>
      <p aria-hidden className="mt-3 flex flex-wrap justify-between gap-x-4 text-sm text-on-band-muted sm:hidden">
        <span>{t("order.stepShort", { step, steps: journey.length })}</span>
        {next !== undefined && <span>{t("order.then", { status: t(`status.${next}`) })}</span>}
      </p>
    </div>
  );
}
