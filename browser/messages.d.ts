// What the page and the worker send each other, and what Python answers: python.js and worker.mjs.

/** A message for people, and the field that it is about. */
interface FieldError {
  field: string;
  message: string;
}

/** A call of Python from the page. */
interface Call {
  id: number;
  call: string;
  input: unknown;
}

/** What came of a call: either `result` or `errors`; `superseded` where a newer call of the same name took its place. */
interface Reply {
  id?: number;
  result?: any;
  errors?: FieldError[];
  detail?: string;
  superseded?: boolean;
}

/** How Python was started: from the snapshot, or from the library, and then why. */
interface Booted {
  from: "snapshot" | "library";
  because?: string;
}

/** What the page sends to the worker. */
type ToWorker =
  | { begin: { memory: number } }
  | { asset: string; content: string | Uint8Array | null }
  | Call;

/** What the worker sends to the page. */
type FromWorker =
  | { step: string; booted?: Booted }
  | { want: string }
  | { failed: "webassembly" | "boot"; detail: string }
  | (Reply & { id: number });
