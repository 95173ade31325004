import { Link, useLocation } from "wouter";
import { LoginForm } from "@/features/auth/components/login-form";
import { homeOf } from "@/features/auth/use-session";
import { useAuthMessages } from "@/features/auth/messages";
import { useSearchParams } from "@/lib/location";
import { AuthLayout } from "../auth-layout";
import { safeNext } from "../safe-next";

export function LoginRoute() {
  const { t } = useAuthMessages();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  return (
    <AuthLayout title={t("login.title")} lead={t("login.lead")}>
      <LoginForm
        onDone={(session) => {
          navigate(safeNext(search.get("next")) ?? homeOf(session), { replace: true });
        }}
      />
      <p className="mt-6 text-center text-muted">
        {t("login.newHere")}{" "}
        <Link to={`/register?${search.toString()}`} className="text-leaf underline underline-offset-4">
          {t("login.toRegister")}
        </Link>
      </p>
    </AuthLayout>
  );
}
