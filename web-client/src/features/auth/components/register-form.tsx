import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { useI18n } from "@/i18n/i18n-context";
import { ApiError } from "@/lib/api-client";
import type { StoredSession } from "@/lib/stored-session";
import { register } from "../api/session-calls";
import { FormProblem, requestProblem } from "./form-problem";

const shortestPassword = 8;

interface Problems {
  name?: string;
  email?: string;
  password?: string;
}

export function RegisterForm({ onDone }: { onDone: (session: StoredSession) => void }) {
  const { t } = useI18n();
  const [problems, setProblems] = useState<Problems>({});
  const registration = useMutation({ mutationFn: register, onSuccess: onDone });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name) ?? "").trim();
    const [name, email, phone] = [value("name"), value("email"), value("phone")];
    const password = String(form.get("password") ?? "");
    const found: Problems = {
      ...(name === "" ? { name: t("register.nameMissing") } : {}),
      ...(email === "" && phone === "" ? { email: t("register.contactMissing") } : {}),
      ...(password.length < shortestPassword ? { password: t("register.passwordShort") } : {}),
    };
    setProblems(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      event.currentTarget.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
      return;
    }
    registration.mutate({ name, password, ...(email === "" ? {} : { email }), ...(phone === "" ? {} : { phone }) });
  }

  const taken = registration.error instanceof ApiError && registration.error.status === 409;
  return (
    <form noValidate onSubmit={submit} className="space-y-5">
      {registration.error && <FormProblem text={taken ? t("register.taken") : requestProblem(registration.error, t)} />}
      <TextField name="name" label={t("register.name")} autoComplete="name" error={problems.name} />
      <TextField name="email" type="email" label={t("register.email")} autoComplete="email" error={problems.email} />
      <TextField name="phone" type="tel" label={t("register.phone")} autoComplete="tel" hint={t("register.eitherHint")} />
      <TextField name="password" type="password" label={t("register.password")} autoComplete="new-password" hint={t("register.passwordHint")} error={problems.password} />
      <Button type="submit" className="w-full" disabled={registration.isPending}>
        {registration.isPending ? t("register.submitting") : t("register.submit")}
      </Button>
    </form>
  );
}
