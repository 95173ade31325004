import { ChevronIcon } from "@/components/ui/icons";
import { useClientConfig, type DemoAccount } from "../api/get-client-config";
import { useAuthMessages } from "../messages";

const roleKeys = { admin: "login.roleAdmin", staff: "login.roleStaff", user: "login.roleUser" } as const;

/** One click logs in, where the server offers demo accounts: in development. */
export function DemoAccounts({ busy, onChoose }: { busy: boolean; onChoose: (account: DemoAccount) => void }) {
  const { t } = useAuthMessages();
  const { demoAccounts } = useClientConfig();
  if (demoAccounts.length === 0) return null;
  return (
    <section aria-labelledby="demo-accounts" className="mt-10 border-t border-line pt-6">
      <h2 id="demo-accounts" className="text-xl">
        {t("login.demo")}
      </h2>
      <p className="mt-1 mb-3 text-sm text-muted">{t("login.demoHint")}</p>
      <ul className="divide-y divide-line border-y border-line">
        {demoAccounts.map((account) => (
          <li key={account.identifier}>
            <button
              type="button"
              disabled={busy}
              aria-label={t("login.demoAs", { name: account.label })}
              onClick={() => {
                onChoose(account);
              }}
              className="group flex min-h-12 w-full items-center gap-3 py-2 text-left hover:text-leaf disabled:opacity-55"
            >
              <span className="flex-1 font-medium">{account.label}</span>
              <span className="text-sm text-muted">{t(roleKeys[account.role])}</span>
              <ChevronIcon className="size-4 text-muted transition-transform group-hover:translate-x-0.5" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
