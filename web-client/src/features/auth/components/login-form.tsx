import { useState, type FormEvent } from "react";
import { TextField } from "@/components/ui/field";
import { StepButton } from "@/components/ui/step-button";
import { problemOf } from "@/i18n/problem";
import { ApiError } from "@/lib/api-client";
import type { StoredSession } from "@/lib/stored-session";
import { useOneRequest } from "@/lib/use-one-request";
import { logIn } from "../api/session-calls";
import { DemoAccounts } from "./demo-accounts";
import { FormProblem } from "./form-problem";
import { useAuthMessages } from "../messages";

export function LoginForm({ onDone }: { onDone: (session: StoredSession) => void }) {
  const { t } = useAuthMessages();
  const [missing, setMissing] = useState<{ identifier?: string; password?: string }>({});
  const login = useOneRequest({ mutationFn: logIn, onSuccess: onDone });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const identifier = String(form.get("identifier") ?? "").trim();
    const password = String(form.get("password") ?? "");
    const problems = {
      ...(identifier === "" ? { identifier: t("login.identifierMissing") } : {}),
      ...(password === "" ? { password: t("login.passwordMissing") } : {}),
    };
    setMissing(problems);
    if (Object.keys(problems).length === 0) login.mutate({ identifier, password });
    else event.currentTarget.querySelector<HTMLInputElement>(`[name="${problems.identifier ? "identifier" : "password"}"]`)?.focus();
  }

  const wrong = login.error instanceof ApiError && login.error.code === "invalid_credentials";
  return (
    <>
      <form noValidate onSubmit={submit} className="space-y-5">
        {login.error && <FormProblem text={wrong ? t("login.wrong") : problemOf(login.error, t)} />}
        <TextField name="identifier" label={t("login.identifier")} autoComplete="username" inputMode="email" autoCapitalize="none" error={missing.identifier} />
        <TextField name="password" type="password" label={t("login.password")} autoComplete="current-password" error={missing.password} />
        <StepButton type="submit" className="w-full" meaning="log-in" busy={login.isPending}>
          {login.isPending ? t("login.submitting") : t("login.submit")}
        </StepButton>
      </form>
      <DemoAccounts
        busy={login.isPending}
        onChoose={(account) => {
          login.mutate({ identifier: account.identifier, password: account.password });
        }}
      />
    </>
  );
}
