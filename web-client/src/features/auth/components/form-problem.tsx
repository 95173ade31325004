import { AlertIcon } from "@/components/ui/icons";
import type { Translate } from "@/i18n/translate";
import { ApiError } from "@/lib/api-client";

/** What the form as a whole has against it. */
export function FormProblem({ text }: { text: string }) {
  return (
    <p role="alert" className="flex gap-3 rounded-lg bg-clay-tint px-4 py-3 text-clay">
      <AlertIcon className="mt-0.5 size-5 shrink-0" />
      <span>{text}</span>
    </p>
  );
}

export function requestProblem(error: unknown, t: Translate): string {
  if (!(error instanceof ApiError)) return t("error.network");
  if (error.status === 429) return t("error.tooMany");
  if (error.status >= 500) return t("error.server");
  return error.message === "" ? t("error.unknown") : error.message;
}
