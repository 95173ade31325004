import { Link } from "wouter";
import { buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useI18n } from "@/i18n/i18n-context";

export function NotFoundRoute() {
  const { t } = useI18n();
  return (
    <div className="page">
      <title>{t("notFound.title")}</title>
      <Notice
        asHeading
        title={t("notFound.title")}
        hint={t("notFound.hint")}
        action={
          <Link to="/" className={buttonClass()}>
            {t("notFound.action")}
          </Link>
        }
      />
    </div>
  );
}
