import type { OrderKey } from "@/features/orders/messages";
import type { Translate } from "@/i18n/translate";
import type { OrderStatus } from "@/wire/events";
import type { TestKey } from "./messages";

/** Something that happened on the line, kept as what it was: the words are found when it is shown. */
export interface LogEntry {
  id: number;
  at: number;
  key: TestKey;
  values?: Readonly<Record<string, string | number>>;
  status?: OrderStatus;
}

export type NewEntry = Omit<LogEntry, "id" | "at">;

const mostKept = 200;

/** The log with one entry more, newest first; the oldest fall off the end. */
export function withEntry(log: readonly LogEntry[], entry: NewEntry, at: number): LogEntry[] {
  return [{ ...entry, id: (log[0]?.id ?? 0) + 1, at }, ...log].slice(0, mostKept);
}

export function wordsOf(entry: LogEntry, t: Translate<TestKey | OrderKey>): string {
  return t(entry.key, { ...entry.values, ...(entry.status === undefined ? {} : { status: t(`status.${entry.status}`) }) });
}
