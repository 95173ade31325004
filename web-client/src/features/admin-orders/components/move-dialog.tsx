import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField, TextField } from "@/components/ui/field";
import { StepButton } from "@/components/ui/step-button";
import type { OrderStatus } from "@/wire/events";
import type { StatusChange } from "../api/update-status";
import { useAdminMessages } from "../messages";

interface MoveDialogProps {
  title: string;
  statuses: readonly OrderStatus[];
  initial: OrderStatus;
  trackingNumber?: string | undefined;
  submit: string;
  /** A move of what it is about is under way. */
  busy?: boolean;
  onMove: (change: StatusChange) => void;
  onClose: () => void;
}

/** A status with what may go with it: parcel number, expected day, a note for the history. */
export function MoveDialog({ title, statuses, initial, trackingNumber = "", submit, busy = false, onMove, onClose }: MoveDialogProps) {
  const { t } = useAdminMessages();
  const [status, setStatus] = useState(initial);
  const optional = (label: string) => (
    <>
      {label} <span className="font-normal text-muted">({t("admin.optional")})</span>
    </>
  );
  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name) ?? "").trim();
    const day = value("estimatedDelivery");
    onMove({
      status,
      ...(value("trackingNumber") === "" ? {} : { trackingNumber: value("trackingNumber") }),
      ...(day === "" ? {} : { estimatedDelivery: new Date(`${day}T12:00:00`).toISOString() }),
      ...(value("note") === "" ? {} : { note: value("note") }),
    });
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={onSubmit} className="space-y-5">
        <SelectField
          label={t("admin.newStatus")}
          value={status}
          onChange={(event) => {
            const chosen = statuses.find((known) => known === event.target.value);
            if (chosen) setStatus(chosen);
          }}
        >
          {statuses.map((choice) => (
            <option key={choice} value={choice}>
              {t(`status.${choice}`)}
            </option>
          ))}
        </SelectField>
        <TextField name="trackingNumber" label={optional(t("admin.trackingNumber"))} defaultValue={trackingNumber} autoComplete="off" maxLength={100} />
        <TextField name="estimatedDelivery" type="date" label={optional(t("admin.estimatedDelivery"))} />
        <TextField name="note" label={optional(t("admin.note"))} autoComplete="off" maxLength={500} />
        <div className="flex justify-end gap-3 pt-1">
          <Button look="quiet" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <StepButton type="submit" meaning={title} busy={busy}>
            {submit}
          </StepButton>
        </div>
      </form>
    </Dialog>
  );
}
