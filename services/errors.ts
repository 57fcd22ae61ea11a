/** What every error that a service throws on purpose has: a code that routes map to a status, and words for people. */
export type ServiceErrorCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large";

/** An expected failure. Its message is meant for the person who asked and names no internals. */
export class ServiceError extends Error {
  override name = "ServiceError";
  constructor(
    readonly code: ServiceErrorCode,
    message: string,
    /** The input that is wrong, as the caller named it. */
    readonly field?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export class NotFoundError extends ServiceError {
  constructor(message: string) {
    super("not_found", message);
  }
}

export class UnauthenticatedError extends ServiceError {
  constructor(message = "Sign in to continue.") {
    super("unauthenticated", message);
  }
}

export class ForbiddenError extends ServiceError {
  constructor(message = "Your role does not allow this. Ask an admin.") {
    super("forbidden", message);
  }
}

export class ConflictError extends ServiceError {
  constructor(message: string) {
    super("conflict", message);
  }
}

/** What somebody else changed of a thing, as the audit log has it. */
export type ChangeMeanwhile = {
  field: string;
  label: string;
  from: unknown;
  to: unknown;
  by: string;
  at: Date;
};

/** Somebody saved since the version that the caller saw. Nothing of the caller's was saved. */
export class ChangedMeanwhileError extends ConflictError {
  constructor(
    message: string,
    /** The version there is now. */
    readonly version: number,
    /** By field, the latest change last; secrets are masked. Empty when it is not known. */
    readonly changes: ChangeMeanwhile[],
  ) {
    super(message);
  }
}

export class InvalidInputError extends ServiceError {
  constructor(message: string, field?: string) {
    super("invalid", message, field);
  }
}
