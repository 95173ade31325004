import { Suspense, useEffect, useSyncExternalStore, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { fetchToaster, toaster, toastProblem } from "@/components/ui/toast";
import { SprigIcon } from "@/components/ui/icons";
import { LoadingLines } from "@/components/ui/skeleton";
import { useClientConfig } from "@/features/auth/api/get-client-config";
import { logOut } from "@/features/auth/api/session-calls";
import { isStaff, useSession } from "@/features/auth/use-session";
import { languages } from "@/i18n/language";
import { useI18n } from "@/i18n/i18n-context";
import { useVisit } from "@/lib/location";
import { ErrorBoundary } from "./error-page";
import { whenIdle } from "./when-idle";

/** A link of the main navigation, marked on its own page. */
function NavigationLink({ to, children }: { to: string; children: string }) {
  const [path] = useLocation();
  const active = path === to || path.startsWith(`${to}/`);
  return (
    <Link
      to={to}
      aria-current={active ? "page" : undefined}
      className={`inline-flex min-h-11 items-center border-b-2 px-1 ${active ? "border-leaf text-ink" : "border-transparent text-muted hover:text-ink"}`}
    >
      {children}
    </Link>
  );
}

function Header() {
  const { t } = useI18n();
  const session = useSession();
  const { shopName } = useClientConfig();
  const [, navigate] = useLocation();
  const links = isStaff(session)
    ? [
        { to: "/admin/orders", text: t("app.adminOrders") },
        { to: "/admin/dashboard", text: t("app.dashboard") },
      ]
    : session
      ? [{ to: "/orders", text: t("app.orders") }]
      : [];
  return (
    <header className="border-b border-line bg-paper">
      <div className={`page flex flex-wrap items-center gap-x-8 ${isStaff(session) ? "max-w-[88rem]" : ""}`}>
        <Link to="/" className="mr-auto inline-flex min-h-14 items-center gap-2 font-display text-xl">
          <SprigIcon className="size-7 text-leaf" strokeWidth="2.2" />
          {shopName}
        </Link>
        {links.length > 0 && (
          <nav aria-label={t("app.nav")} className="order-last flex w-full gap-6 sm:order-none sm:w-auto">
            {links.map((link) => (
              <NavigationLink key={link.to} to={link.to}>
                {link.text}
              </NavigationLink>
            ))}
          </nav>
        )}
        {session ? (
          <div className="flex items-center gap-3 text-sm">
            <span className="hidden text-muted md:inline">{session.user.name}</span>
            <button
              type="button"
              aria-label={`${t("app.logOut")}. ${t("app.loggedInAs", { name: session.user.name })}`}
              className="min-h-11 px-1 underline decoration-line-strong underline-offset-4 hover:decoration-current"
              onClick={() => {
                void logOut().then((known) => {
                  if (!known) toastProblem(t("app.logOutUnheard"));
                });
                navigate("/login");
              }}
            >
              {t("app.logOut")}
            </button>
          </div>
        ) : (
          <Link to="/login" className="inline-flex min-h-11 items-center px-1 text-sm underline decoration-line-strong underline-offset-4 hover:decoration-current">
            {t("app.logIn")}
          </Link>
        )}
      </div>
    </header>
  );
}

function Footer() {
  const { t, language, setLanguage } = useI18n();
  const session = useSession();
  return (
    <footer className="mt-auto border-t border-line">
      <div className={`page flex flex-wrap items-center gap-x-6 gap-y-2 py-5 text-sm text-muted ${isStaff(session) ? "max-w-[88rem]" : ""}`}>
        <p className="mr-auto">{t("app.footer")}</p>
        <Link to="/real-time-test" className="inline-flex min-h-9 items-center underline decoration-line-strong underline-offset-4 hover:text-ink">
          {t("app.liveTest")}
        </Link>
        <label className="flex items-center gap-2">
          <span>{t("language.label")}</span>
          {/* The system's own letters: the names of all languages are no reason to fetch all fonts. */}
          <select
            className="min-h-9 rounded-md border border-line-strong bg-surface px-2 font-[system-ui] text-ink"
            value={language}
            onChange={(event) => {
              const chosen = languages.find(({ code }) => code === event.target.value);
              if (chosen) setLanguage(chosen.code);
            }}
          >
            {languages.map(({ code, name }) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </footer>
  );
}

/** Where toasts appear: there before the first, if the page has a moment to spare. */
function LazyToaster() {
  const fetched = useSyncExternalStore(toaster.subscribe, toaster.get);
  useEffect(() => whenIdle(fetchToaster), []);
  return fetched && <fetched.Toaster />;
}

/** What every page has around it. */
export function Layout({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const at = useVisit().number.toString();
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-3">
        {t("app.skip")}
      </a>
      <Header />
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col focus:outline-none">
        <ErrorBoundary at={at}>
          <Suspense fallback={<LoadingLines className="page py-14" />}>
            {children}
          </Suspense>
        </ErrorBoundary>
      </main>
      <Footer />
      <LazyToaster />
    </div>
  );
}
