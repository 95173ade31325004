import { useCallback, useEffect, useState, type FormEvent, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { StepButton } from "@/components/ui/step-button";
import { StatusMark } from "@/features/orders/components/status-mark";
import { moveOverSocket } from "@/features/orders/live/shop-events";
import { reasonOf } from "@/i18n/problem";
import { useConnection } from "@/realtime/connection-context";
import { ConnectionStatus } from "@/realtime/connection-status";
import type { OrderStatus } from "@/wire/events";
import { orderStatuses } from "@/wire/order-status";
import { withEntry, wordsOf, type LogEntry, type NewEntry } from "../event-log";
import { useLine } from "../use-line";
import { useRoundTrip } from "../use-round-trip";
import { useTrackedId } from "../use-tracked-id";
import { useTestMessages } from "../messages";

const awaySeconds = 10;
const weekMs = 7 * 86_400_000;

function inAWeek(): string {
  return new Date(Date.now() + weekMs).toISOString();
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="mt-0.5 text-lg tabular">{children}</dd>
    </div>
  );
}

/** The line between browser and shop, laid open. */
export function RealTimeTest({ sandbox }: { sandbox: boolean }) {
  const { t, format } = useTestMessages();
  const connection = useConnection();
  const [log, setLog] = useState<LogEntry[]>([]);
  const note = useCallback((entry: NewEntry) => {
    setLog((before) => withEntry(before, entry, Date.now()));
  }, []);
  const line = useLine(note);
  const roundTrip = useRoundTrip();
  const tracked = useTrackedId(note);
  const [input, setInput] = useState("TEST-ORDER-001");
  const [awayFor, setAwayFor] = useState(0);

  useEffect(() => {
    if (awayFor === 0) return;
    const timer = setTimeout(() => {
      setAwayFor(awayFor - 1);
      if (awayFor === 1) connection.connectNow();
    }, 1_000);
    return () => {
      clearTimeout(timer);
    };
  }, [awayFor, connection]);

  // Whoever leaves the page while it is away takes the connection along.
  useEffect(() => connection.connectNow, [connection]);

  function onTrack(event: FormEvent) {
    event.preventDefault();
    if (tracked.id !== undefined) tracked.stop();
    else if (input.trim() !== "") tracked.start(input.trim());
  }

  async function simulate(status: OrderStatus) {
    const orderId = tracked.id ?? input.trim();
    note({ key: "test.log.sent", values: { id: orderId }, status });
    try {
      const answer = await moveOverSocket(connection, {
        orderId,
        status,
        // A real parcel keeps its number and its day.
        ...(orderId.startsWith("TEST-") ? { trackingNumber: "TRK123456789", estimatedDelivery: inAWeek() } : {}),
      });
      if (answer.ok) note({ key: "test.log.accepted", values: { count: answer.followers } });
      else note({ key: "test.log.refused", values: { reason: reasonOf(answer.error.code, t) } });
    } catch {
      note({ key: "test.log.refused", values: { reason: t("code.timeout") } });
    }
  }

  return (
    <div className="page max-w-6xl py-8 sm:py-12">
      <title>{t("test.title")}</title>
      <h1 className="text-3xl sm:text-4xl">{t("test.title")}</h1>
      <p className="mt-3 max-w-2xl text-muted">{t("test.lead")}</p>
      {!sandbox && <p className="mt-2 max-w-2xl text-turmeric-ink">{t("test.sandboxOff")}</p>}
      <div className="mt-8 grid gap-x-16 gap-y-10 lg:grid-cols-[1fr_24rem]">
        <div className="space-y-10">
          <section aria-labelledby="connection" className="border-t border-line-strong pt-4">
            <h2 id="connection" className="mb-4 text-xl">
              {t("test.connection")}
            </h2>
            <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
              <Fact label={t("test.state")}>
                <ConnectionStatus />
              </Fact>
              <Fact label={t("test.transport")}>
                <span data-testid="transport">{line.transport ?? t("test.none")}</span>
              </Fact>
              <Fact label={t("test.roundTrip")}>
                <span data-testid="round-trip">{roundTrip === undefined ? "–" : t("test.ms", { count: roundTrip })}</span>
              </Fact>
              <Fact label={t("test.socketId")}>
                <span className="block truncate">{line.socketId?.slice(0, 6) ?? t("test.none")}</span>
              </Fact>
            </dl>
            <p className="mt-6 mb-3 text-sm text-muted">{t("test.lineHint")}</p>
            <div className="flex flex-wrap gap-3">
              <Button look="quiet" disabled={line.transport === undefined} onClick={connection.dropLine}>
                {t("test.drop")}
              </Button>
              <Button
                look="quiet"
                disabled={awayFor > 0 || line.transport === undefined}
                onClick={() => {
                  connection.socket.disconnect();
                  setAwayFor(awaySeconds);
                }}
              >
                {awayFor > 0 ? t("test.away", { count: awayFor }) : t("test.dropFor", { count: awaySeconds })}
              </Button>
            </div>
          </section>

          <section aria-labelledby="track" className="border-t border-line-strong pt-4">
            <h2 id="track" className="mb-4 text-xl">
              {t("test.track")}
            </h2>
            <form onSubmit={onTrack} className="flex flex-wrap items-end gap-3">
              <TextField
                label={t("test.orderId")}
                className="min-w-48 flex-1"
                value={input}
                disabled={tracked.id !== undefined}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => {
                  setInput(event.target.value);
                }}
              />
              <StepButton type="submit" meaning={tracked.id === undefined ? "start" : "stop"} look={tracked.id === undefined ? "primary" : "danger"}>
                {t(tracked.id === undefined ? "test.start" : "test.stop")}
              </StepButton>
            </form>
            <p className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-1" role="status" data-testid="tracked" data-status={tracked.status}>
              <span className="text-muted">{tracked.id === undefined ? t("test.notTracking") : t("test.tracking", { id: tracked.id })}</span>
              {tracked.status !== undefined && <StatusMark status={tracked.status} className="text-lg font-medium" />}
            </p>
          </section>

          <section aria-labelledby="simulate" className="border-t border-line-strong pt-4">
            <h2 id="simulate" className="mb-1 text-xl">
              {t("test.simulate")}
            </h2>
            <p className="mb-4 text-sm text-muted">{t("test.simulateHint")}</p>
            <div className="flex flex-wrap gap-2">
              {orderStatuses.map((status) => (
                <Button
                  key={status}
                  look="quiet"
                  size="sm"
                  onClick={() => {
                    void simulate(status);
                  }}
                >
                  {t(`status.${status}`)}
                </Button>
              ))}
            </div>
          </section>

          <section aria-labelledby="updates" className="border-t border-line-strong pt-4">
            <h2 id="updates" className="mb-3 text-xl" data-testid="update-count">
              {t("test.updates", { count: tracked.updates.length })}
            </h2>
            {tracked.updates.length === 0 && <p className="text-muted">{t("test.noUpdates")}</p>}
            <ol className="divide-y divide-line">
              {tracked.updates.map((update, index) => (
                <li key={tracked.updates.length - index} className="flex flex-wrap items-center gap-x-4 py-2" data-update={update.status}>
                  <StatusMark status={update.status} />
                  <span className="text-sm text-muted tabular">{format.time(update.updatedAt)}</span>
                  {update.trackingNumber !== undefined && <span className="text-sm text-muted">{t("story.parcel", { number: update.trackingNumber })}</span>}
                </li>
              ))}
            </ol>
          </section>
        </div>

        <section aria-labelledby="log" className="border-t border-line-strong pt-4">
          <div className="mb-3 flex items-baseline justify-between gap-4">
            <h2 id="log" className="text-xl">
              {t("test.log")}
            </h2>
            <Button
              look="plain"
              size="sm"
              onClick={() => {
                setLog([]);
              }}
            >
              {t("test.clear")}
            </Button>
          </div>
          <div role="log" aria-labelledby="log" tabIndex={0} className="max-h-[32rem] overflow-y-auto rounded-xl bg-sunken p-4 text-sm">
            {log.length === 0 && <p className="text-muted">–</p>}
            <ol className="space-y-1.5">
              {log.map((entry) => (
                <li key={entry.id} className="grid grid-cols-[4.5rem_1fr] gap-2">
                  <span className="text-muted tabular">{format.clock(entry.at)}</span>
                  <span>{wordsOf(entry, t)}</span>
                </li>
              ))}
            </ol>
          </div>
        </section>
      </div>
    </div>
  );
}
