import type { MessageKey } from "@/i18n/en";
import { ApiError } from "@/lib/api-client";
import { isKnownKey, type Translate } from "@/i18n/translate";

function known(key: string, fallback: MessageKey): MessageKey {
  return isKnownKey(key) ? key : fallback;
}

export const paymentMethodKey = (method: string): MessageKey => known(`payment.${method}`, "app.noneGiven");
export const paymentStatusKey = (status: string): MessageKey => known(`paymentStatus.${status}`, "app.noneGiven");
export const shippingMethodKey = (method: string): MessageKey => known(`shipping.${method}`, "shipping.standard");

/** The reason behind a code, in words. */
export function reasonOf(code: string, t: Translate): string {
  return t(known(`code.${code}`, "code.internal"));
}

/** What to say when a request failed. */
export function problemOf(error: unknown, t: Translate): string {
  if (!(error instanceof ApiError)) return t("error.network");
  if (error.status === 401 && error.code !== "account_deactivated") return t("error.session");
  if (error.status === 429) return t("error.tooMany");
  if (error.status >= 500) return t("error.server");
  // Never the server's own sentence: it is English, and made for who writes programs.
  const key = `code.${error.code}`;
  return isKnownKey(key) ? `${t("error.unknown")} (${t(key)})` : t("error.unknown");
}
