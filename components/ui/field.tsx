import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names";

export const inputClasses =
  "w-full rounded-md border border-field bg-surface px-2.5 text-sm text-ink h-8 disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-bad";

type FieldProps = {
  label: string;
  help?: ReactNode;
  error?: string | null;
  /** So that something beside the control can be described by its label. */
  labelId?: string;
  /** Beside the label, such as where a value comes from. */
  aside?: ReactNode;
  children: (ids: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": boolean;
  }) => ReactNode;
};

/** A label, its control, a sentence of help and what is wrong with the value, tied together for screen readers. */
export function Field({ label, labelId, help, error, aside, children }: FieldProps) {
  const id = useId();
  const described = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className="grid gap-1">
      <div className="flex min-h-5 flex-wrap items-center justify-between gap-x-2">
        <label id={labelId} htmlFor={id} className="font-medium">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": Boolean(error) })}
      {error ? (
        <p id={`${id}-error`} className="text-xs text-bad">
          {error}
        </p>
      ) : null}
      {help ? (
        <p id={`${id}-help`} className="text-xs text-ink-3">
          {help}
        </p>
      ) : null}
    </div>
  );
}

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={classNames(inputClasses, className)} {...rest} />;
}

/** Several lines; grows with what is in it where the browser can. */
export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={classNames(inputClasses, "h-auto min-h-20 py-1.5 [field-sizing:content]", className)}
      {...rest}
    />
  );
}
