import { Component, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useI18n } from "@/i18n/i18n-context";
import { forgetFailures } from "./lazy-with-retry";

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

interface BoundaryProps {
  children: ReactNode;
  /** Where we are: what failed is tried again elsewhere, and when one comes back. */
  at: string;
  fallback?: ReactNode;
  onFailed?: () => void;
}

interface BoundaryState {
  failedAt: string | undefined;
}

/**
 * A mistake of ours on one page, or a part of it that could not be fetched, leaves the rest of the client standing.
 * Not a `key`: a board whose filters are in the address would be a new one with each letter typed.
 */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failedAt: undefined };

  static getDerivedStateFromError() {
    return { failedAt: "?" };
  }

  static getDerivedStateFromProps({ at }: BoundaryProps, { failedAt }: BoundaryState) {
    if (failedAt === undefined) return null;
    if (failedAt === "?") return { failedAt: at };
    return failedAt === at ? null : { failedAt: undefined };
  }

  override componentDidCatch() {
    forgetFailures();
    this.props.onFailed?.();
  }

  override render() {
    if (this.state.failedAt === undefined) return this.props.children;
    return this.props.fallback === undefined ? <ErrorPage /> : this.props.fallback;
  }
}
