// The globals of page scripts that no script declares itself: each is a classic script of its own.

/** What `build.py` wrote into `assets/search-words.js`. */
declare var searchWords: { ignored: string[]; same: Record<string, string[]> };

/** What `browser/python.js` offers to a page. */
interface GuidePython {
  state: "idle" | "loading" | "ready" | "failed";
  megabytes: number;
  failure: { reason: string; detail: string } | null;
  started?: Promise<void>;
  booted?: Booted;
  start(options?: { onstep?: (step: string) => void }): Promise<void>;
  restart(): Promise<void>;
  call(call: string, input: unknown, options?: { latest?: boolean }): Promise<Reply>;
  rules(area: string): Promise<void>;
  offer(select: HTMLSelectElement): Promise<void>;
  loadText(name: string, address: URL | string): Promise<string>;
  receive(asset: string, text: string): unknown;
}
declare var guidePython: GuidePython;

interface Window {
  /** What `docs/edition.js` offers: asks whether there is a newer edition; is told which one is there. */
  guideEdition?: { look(how?: { missing?: boolean }): Promise<void>; hear(edition: string): void };
  /** What a test or a bench sets before `python.js` is loaded. */
  guidePythonOptions?: { patience?: number; snapshot?: boolean };
  /** Where Material looks for a worker to use when the site is opened from disk. */
  IFrameWorker?: typeof Worker;
}
