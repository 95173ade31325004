import { Link, useLocation } from "wouter";
import { RegisterForm } from "@/features/auth/components/register-form";
import { homeOf } from "@/features/auth/use-session";
import { useAuthMessages } from "@/features/auth/messages";
import { useSearchParams } from "@/lib/location";
import { AuthLayout } from "../auth-layout";
import { safeNext } from "../safe-next";

export function RegisterRoute() {
  const { t } = useAuthMessages();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  return (
    <AuthLayout title={t("register.title")} lead={t("register.lead")}>
      <RegisterForm
        onDone={(session) => {
          navigate(safeNext(search.get("next")) ?? homeOf(session), { replace: true });
        }}
      />
      <p className="mt-6 text-center text-muted">
        {t("register.haveOne")}{" "}
        <Link to={`/login?${search.toString()}`} className="text-leaf underline underline-offset-4">
          {t("register.toLogin")}
        </Link>
      </p>
    </AuthLayout>
  );
}
