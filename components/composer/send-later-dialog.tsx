"use client";
import { type FormEvent, useEffect, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { earliestSendTime, fromLocalField, sendTimes, toLocalField } from "./send-times";
import { composerWords as words } from "./words";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; onChoose: (at: Date) => void };

/** A day and time by the agent's own clock, at which a reply is to leave. */
export function SendLaterDialog({ open, onOpenChange, onChoose }: Props) {
  const formId = useId();
  const [value, setValue] = useState("");
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    if (!open) return;
    const tomorrow = sendTimes(new Date()).find(({ name }) => name === "tomorrow");
    setValue(tomorrow ? toLocalField(tomorrow.at) : "");
    setError(null);
  }, [open]);

  function submit(event: FormEvent) {
    event.preventDefault();
    // The dialog is drawn within the composer, whose own form must not hear of this.
    event.stopPropagation();
    const at = fromLocalField(value, new Date());
    if (!at) return setError(words.timeWrong);
    onChoose(at);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={words.sendLater}
      description={words.sendLaterText}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{words.cancel}</Button>
          <Button type="submit" form={formId} look="primary">
            {words.schedule}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="px-5 py-4">
        <Field
          label={words.when}
          help={words.timeZone(Intl.DateTimeFormat().resolvedOptions().timeZone)}
          error={error}
        >
          {(ids) => (
            <Input
              {...ids}
              type="datetime-local"
              min={toLocalField(earliestSendTime(new Date()))}
              value={value}
              onChange={(event) => {
                setValue(event.target.value);
                setError(null);
              }}
              className="w-60"
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
