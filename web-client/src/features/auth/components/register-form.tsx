import { useRef, useState, type FormEvent } from "react";
import { TextField } from "@/components/ui/field";
import { StepButton } from "@/components/ui/step-button";
import { problemOf } from "@/i18n/problem";
import { ApiError } from "@/lib/api-client";
import type { StoredSession } from "@/lib/stored-session";
import { useOneRequest } from "@/lib/use-one-request";
import { register } from "../api/session-calls";
import { FormProblem } from "./form-problem";
import { useAuthMessages, type AuthKey } from "../messages";

const shortestPassword = 8;

interface Problems {
  name?: string;
  email?: string;
  phone?: string;
  password?: string;
}

/** What the server may have against one of the fields. */
const fieldProblems: Readonly<Record<string, readonly [keyof Problems, AuthKey]>> = {
  name_required: ["name", "register.nameMissing"],
  invalid_email: ["email", "register.emailWrong"],
  invalid_phone: ["phone", "register.phoneWrong"],
  contact_required: ["email", "register.contactMissing"],
  password_required: ["password", "register.passwordShort"],
  weak_password: ["password", "register.passwordWeak"],
};

function fieldProblemOf(error: unknown) {
  return error instanceof ApiError ? fieldProblems[error.code] : undefined;
}

export function RegisterForm({ onDone }: { onDone: (session: StoredSession) => void }) {
  const { t } = useAuthMessages();
  const [problems, setProblems] = useState<Problems>({});
  const form = useRef<HTMLFormElement>(null);
  const focus = (name: string) => form.current?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.focus();
  const registration = useOneRequest({
    mutationFn: register,
    onSuccess: onDone,
    onError: (error) => {
      const [field, text] = fieldProblemOf(error) ?? [];
      if (field === undefined || text === undefined) return;
      setProblems({ [field]: t(text) });
      focus(field);
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const value = (name: string) => String(data.get(name) ?? "").trim();
    const [name, email, phone] = [value("name"), value("email"), value("phone")];
    const password = String(data.get("password") ?? "");
    const found: Problems = {
      ...(name === "" ? { name: t("register.nameMissing") } : {}),
      ...(email === "" && phone === "" ? { email: t("register.contactMissing") } : {}),
      ...(password.length < shortestPassword ? { password: t("register.passwordShort") } : {}),
    };
    setProblems(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      focus(first);
      return;
    }
    registration.mutate({ name, password, ...(email === "" ? {} : { email }), ...(phone === "" ? {} : { phone }) });
  }

  const taken = registration.error instanceof ApiError && registration.error.code === "account_exists";
  return (
    <form ref={form} noValidate onSubmit={submit} className="space-y-5">
      {registration.error && !fieldProblemOf(registration.error) && <FormProblem text={taken ? t("register.taken") : problemOf(registration.error, t)} />}
      <TextField name="name" label={t("register.name")} autoComplete="name" error={problems.name} />
      <TextField name="email" type="email" label={t("register.email")} autoComplete="email" error={problems.email} />
      <TextField name="phone" type="tel" label={t("register.phone")} autoComplete="tel" hint={t("register.eitherHint")} error={problems.phone} />
      <TextField name="password" type="password" label={t("register.password")} autoComplete="new-password" hint={t("register.passwordHint")} error={problems.password} />
      <StepButton type="submit" className="w-full" meaning="register" busy={registration.isPending}>
        {registration.isPending ? t("register.submitting") : t("register.submit")}
      </StepButton>
    </form>
  );
}
