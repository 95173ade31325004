import { useEffect, useState, type ReactNode } from "react";
import { Redirect } from "wouter";
import { Notice } from "@/components/ui/notice";
import { LoadingLines } from "@/components/ui/skeleton";
import { isStaff, useSession } from "@/features/auth/use-session";
import { useI18n } from "@/i18n/i18n-context";
import { renewSession } from "@/lib/api-client";
import { useVisit } from "@/lib/location";
import { leftOnPurpose } from "@/lib/stored-session";

/** Pages behind it need somebody. A new tab asks the browser's cookie once before it asks the person. */
export function RequireSession({ children }: { children: ReactNode }) {
  const session = useSession();
  const { search } = useVisit();
  const [asked, setAsked] = useState(session !== undefined);
  useEffect(() => {
    if (asked) return;
    let current = true;
    void renewSession().finally(() => {
      if (current) setAsked(true);
    });
    return () => {
      current = false;
    };
  }, [asked]);
  if (session) return children;
  if (!asked) return <LoadingLines className="page py-14" />;
  // As it was typed: a decoded `#` would begin a fragment.
  const next = `${window.location.pathname}${search}`;
  const plain = leftOnPurpose() || next === "/" || next === "/orders";
  return <Redirect replace to={plain ? "/login" : `/login?next=${encodeURIComponent(next)}`} />;
}

/** Pages behind it are for the shop's own people. The server refuses the data to anyone else in any case. */
export function RequireStaff({ children }: { children: ReactNode }) {
  return (
    <RequireSession>
      <StaffOnly>{children}</StaffOnly>
    </RequireSession>
  );
}

function StaffOnly({ children }: { children: ReactNode }) {
  const session = useSession();
  const { t } = useI18n();
  if (!isStaff(session)) {
    return (
      <div className="page">
        <Notice asHeading title={t("app.staffOnly")} />
      </div>
    );
  }
  return children;
}
