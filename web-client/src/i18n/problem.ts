import { ApiError } from "@/lib/api-client";
import type { CommonKey } from "./common";
import type { Translate } from "./translate";

/** The reason behind a code, in words. */
export function reasonOf(code: string, t: Translate<CommonKey>): string {
  return t.maybe(`code.${code}`) ?? t("code.internal");
}

/** What to say when a request failed. */
export function problemOf(error: unknown, t: Translate<CommonKey>): string {
  if (!(error instanceof ApiError)) return t("error.network");
  if (error.status === 401 && error.code !== "account_deactivated") return t("error.session");
  if (error.status === 429) return t("error.tooMany");
  if (error.status >= 500) return t("error.server");
  // Never the server's own sentence: it is English, and made for who writes programs.
  const reason = t.maybe(`code.${error.code}`);
  return reason === undefined ? t("error.unknown") : `${t("error.unknown")} (${reason})`;
}
