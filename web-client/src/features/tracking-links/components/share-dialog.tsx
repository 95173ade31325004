import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField } from "@/components/ui/field";
import { LoadingLines } from "@/components/ui/skeleton";
import { StepButton } from "@/components/ui/step-button";
import { toast, toastProblem } from "@/components/ui/toast";
import { useSettlingRows } from "@/components/ui/use-settling-rows";
import { useMessages } from "@/i18n/i18n-context";
import { problemOf } from "@/i18n/problem";
import { refusalCatalogue } from "@/i18n/refusals";
import { useOneRequest } from "@/lib/use-one-request";
import { makeTrackingLink, revokeTrackingLink, trackingLinksQuery, type KnownLink } from "../api/tracking-links";
import { trackingLinkCatalogue } from "../messages";

const choices = [1, 7, 30, 90];

const useShareMessages = () => useMessages(trackingLinkCatalogue, refusalCatalogue);

/** Makes, shows and switches off the links by which others may follow one order. */
export function ShareDialog({ orderId, onClose }: { orderId: string; onClose: () => void }) {
  const { t } = useShareMessages();
  const [days, setDays] = useState(30);
  const queryClient = useQueryClient();
  const links = useQuery(trackingLinksQuery(orderId));
  const refresh = () => queryClient.invalidateQueries({ queryKey: trackingLinksQuery(orderId).queryKey });
  const making = useOneRequest({ mutationFn: () => makeTrackingLink(orderId, days * 24), onSuccess: refresh });
  const onRevoked = (link: KnownLink) => {
    // A dead link is not offered for copying.
    if (link.id === making.data?.id) making.reset();
    return refresh();
  };
  const rows = useRef<HTMLUListElement>(null);
  useSettlingRows(rows, "data-link");
  const url = making.data && new URL(making.data.path, location.origin).href;
  return (
    <Dialog title={t("share.title", { id: orderId })} description={t("share.lead")} onClose={onClose}>
      {url === undefined ? (
        <div className="flex flex-wrap items-end gap-3">
          <SelectField
            label={t("share.expires")}
            className="min-w-32 flex-1"
            value={days}
            onChange={(event) => {
              setDays(Number(event.target.value));
            }}
          >
            {choices.map((count) => (
              <option key={count} value={count}>
                {t("share.days", { count })}
              </option>
            ))}
          </SelectField>
          <StepButton
            meaning="make"
            busy={making.isPending}
            onClick={() => {
              making.mutate();
            }}
          >
            {making.isPending ? t("share.making") : t("share.make")}
          </StepButton>
        </div>
      ) : (
        <div role="status">
          <p className="mb-2 font-medium">{t("share.made")}</p>
          <div className="flex flex-wrap items-center gap-3 rounded-lg bg-leaf-tint p-3">
            <a href={url} className="min-w-0 flex-1 text-sm break-all text-leaf underline underline-offset-4" data-testid="tracking-link">
              {url}
            </a>
            <CopyButton text={url} label={t("share.copy")} />
          </div>
        </div>
      )}
      {making.error && (
        <p role="alert" className="mt-3 text-clay">
          {problemOf(making.error, t)}
        </p>
      )}
      <h3 className="mt-8 mb-2 text-lg">{t("share.existing")}</h3>
      {links.isPending && <LoadingLines lines={2} />}
      {links.isError && <p className="text-clay">{t("share.failed")}</p>}
      {links.data?.length === 0 && <p className="text-muted">{t("share.none")}</p>}
      <ul ref={rows} className="divide-y divide-line">
        {links.data?.map((link) => <LinkRow key={link.id} orderId={orderId} link={link} onRevoked={() => onRevoked(link)} />)}
      </ul>
    </Dialog>
  );
}

function LinkRow({ orderId, link, onRevoked }: { orderId: string; link: KnownLink; onRevoked: () => Promise<void> }) {
  const { t, format } = useShareMessages();
  const [readAt] = useState(() => Date.now());
  const revoking = useOneRequest({
    mutationFn: () => revokeTrackingLink(orderId, link.id),
    onSuccess: async () => {
      toast(t("share.revoked"));
      await onRevoked();
    },
    onError: (error) => {
      toastProblem(problemOf(error, t));
    },
  });
  const works = link.revokedAt === undefined && new Date(link.expiresAt).getTime() > readAt;
  const made = format.dayAndTime(link.createdAt);
  return (
    <li data-link={link.id} className="flex items-center gap-3 py-2">
      <div className="flex-1 text-sm">
        <p>{t("share.madeOn", { date: made })}</p>
        <p className="text-muted">{works ? t("share.until", { date: format.dayAndTime(link.expiresAt) }) : t("share.ended")}</p>
      </div>
      {works && (
        <StepButton
          look="danger"
          size="sm"
          meaning={`revoke ${link.id}`}
          busy={revoking.isPending}
          aria-label={t("share.revokeThis", { date: made })}
          onClick={() => {
            revoking.mutate();
          }}
        >
          {t("share.revoke")}
        </StepButton>
      )}
    </li>
  );
}
