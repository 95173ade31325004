import { Component, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useI18n } from "@/i18n/i18n-context";

function ErrorPage() {
  const { t } = useI18n();
  return (
    <div className="page">
      <Notice
        asHeading
        tone="problem"
        title={t("error.title")}
        hint={t("error.hint")}
        action={
          <Button
            onClick={() => {
              location.reload();
            }}
          >
            {t("error.reload")}
          </Button>
        }
      />
    </div>
  );
}

/** A mistake of ours on one page leaves the rest of the client standing. */
export class PageErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <ErrorPage /> : this.props.children;
  }
}
