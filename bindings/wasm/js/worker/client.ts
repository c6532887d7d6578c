import { YishenError } from "../errors.js";
import type { RedactOptions, Redacted, ScreenOptions, ScreenedFile, ScreenerOptions } from "../screener.js";
import type { Draft, Report, Veto } from "../types.js";
import type { Answer, Call, Request } from "./protocol.js";

export * from "../api.js";

export interface WorkerOptions extends ScreenerOptions {
  /** Makes the worker, when `worker-thread.js` is not beside this module. */
  worker?: () => Worker;
}

export interface CallOptions {
  /** Gives the call up: it fails with the signal's reason, at once. */
  signal?: AbortSignal | undefined;
  /** Gives up earlier calls of the same kind that also said so and have no answer yet; they fail with an `AbortError`. */
  latest?: boolean | undefined;
}

interface Waiting {
  call: Call;
  latest: boolean;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * A screener in a worker, so that long files never keep the page from moving. The worker gets one call at a time: calls
 * given up before their turn cost nothing. When the worker dies, the call that it was at fails with `crashed`, and the
 * next call gets a new worker.
 */
export class WorkerScreener {
  #options: WorkerOptions;
  #worker: Worker | undefined;
  /** Those without an answer, in order; the worker is at the first when `#asked` is its number. */
  #waiting = new Map<number, Waiting>();
  #asked: number | undefined;
  #next = 0;
  #closed = false;

  /** Use `createWorkerScreener`. */
  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** As `Screener.screen`. */
  screen(draft: string | Draft, options: ScreenOptions & CallOptions = {}): Promise<Report> {
    const { signal, latest, ...rest } = options;
    return this.#call({ method: "screen", args: [draft, rest] }, { signal, latest }) as Promise<Report>;
  }

  /** As `Screener.screenFile`. */
  screenFile(bytes: BufferSource, name: string, about: Omit<Draft, "body" | "format"> = {}, options: CallOptions = {}): Promise<ScreenedFile> {
    return this.#call({ method: "screenFile", args: [bytes, name, about] }, options) as Promise<ScreenedFile>;
  }

  /** As `Screener.annotate`. */
  annotate(bytes: BufferSource, about: Omit<Draft, "body" | "format"> = {}, options: CallOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.#call({ method: "annotate", args: [bytes, about] }, options) as Promise<Uint8Array<ArrayBuffer>>;
  }

  /** As `Screener.explain`. */
  explain(draft: string | Draft, options: CallOptions = {}): Promise<{ report: Report; vetoes: Veto[] }> {
    return this.#call({ method: "explain", args: [draft] }, options) as Promise<{ report: Report; vetoes: Veto[] }>;
  }

  /** As `Screener.redact`. */
  redact(draft: string | Draft, options: RedactOptions & CallOptions = {}): Promise<Redacted> {
    const { signal, latest, ...rest } = options;
    return this.#call({ method: "redact", args: [draft, rest] }, { signal, latest }) as Promise<Redacted>;
  }

  /** Ends the worker. Calls without an answer fail with an `AbortError`. */
  close(): void {
    this.#closed = true;
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(aborted("检查器已关闭"));
    this.#waiting.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Makes the worker with its screener; `createWorkerScreener` waits for it. */
  start(): Promise<unknown> {
    const { worker, ...options } = this.#options;
    const made = (worker ?? (() => new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" })))();
    made.onmessage = ({ data }: MessageEvent<Answer>) => this.#answered(data);
    made.onerror = (event) => {
      event.preventDefault();
      this.#died(made);
    };
    this.#worker = made;
    // Before everything that waits: a new worker knows nothing yet.
    const first = new Map(this.#waiting);
    this.#waiting.clear();
    const created = this.#enqueue({ method: "create", args: [wired(options)] }, {});
    for (const [id, waiting] of first) this.#waiting.set(id, waiting);
    this.#ask();
    return created;
  }

  #call(call: Call, options: CallOptions): Promise<unknown> {
    if (this.#closed) return Promise.reject(new YishenError({ code: "freed", message: "这个检查器已经关闭", hint: "请用 createWorkerScreener 另做一个" }));
    const answer = this.#enqueue(call, options);
    // Its failure reaches whoever waits: as that of the first call.
    if (!this.#worker) this.start().catch((error: unknown) => this.#fail(error));
    this.#ask();
    return answer;
  }

  #enqueue(call: Call, { signal, latest = false }: CallOptions): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (latest) for (const [id, one] of this.#waiting) if (one.latest && one.call.method === call.method) this.#giveUp(id, aborted("有更新的稿件"));
    const id = this.#next++;
    signal?.addEventListener("abort", () => this.#giveUp(id, signal.reason), { once: true });
    return new Promise((resolve, reject) => this.#waiting.set(id, { call, latest, resolve, reject }));
  }

  /** Sends the next call, when the worker is at none. */
  #ask(): void {
    const [first] = this.#waiting;
    if (!first || !this.#worker || this.#asked !== undefined) return;
    const [id, { call }] = first;
    this.#asked = id;
    try {
      this.#worker.postMessage({ id, ...call } satisfies Request);
    } catch (error) {
      // What cannot be sent, such as a function in the draft.
      this.#asked = undefined;
      this.#giveUp(id, error);
      this.#ask();
    }
  }

  #answered(answer: Answer): void {
    if (answer.id !== this.#asked) return;
    this.#asked = undefined;
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("ok" in answer) waiting?.resolve(answer.ok);
    else if ("error" in answer) waiting?.reject(new Error(answer.error));
    else if (answer.diagnostics[0]) waiting?.reject(new YishenError(answer.diagnostics[0]));
    this.#ask();
  }

  #died(worker: Worker): void {
    worker.terminate();
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    const asked = this.#asked;
    this.#asked = undefined;
    const creating = asked !== undefined && this.#waiting.get(asked)?.call.method === "create";
    const hint = creating ? "请检查网络和 worker-thread.js 的地址" : "程序会重新启动，可以再试；若总是这样，请先缩短稿件";
    const diagnostic = creating
      ? { code: "not-loaded", message: "检查程序没有载入", hint }
      : { code: "crashed", message: "检查时程序出错，这篇稿件没有检查", hint };
    if (asked !== undefined) this.#giveUp(asked, new YishenError(diagnostic));
    // One that cannot even start is not started again and again.
    if (!creating && this.#waiting.size > 0) this.start().catch((error: unknown) => this.#fail(error));
  }

  /** Without a screener nothing that waits can be answered. */
  #fail(error: unknown): void {
    this.#worker?.terminate();
    [this.#worker, this.#asked] = [undefined, undefined];
    for (const id of [...this.#waiting.keys()]) this.#giveUp(id, error);
  }

  #giveUp(id: number, reason: unknown): void {
    this.#waiting.get(id)?.reject(reason);
    this.#waiting.delete(id);
  }
}

/**
 * Makes a screener in a worker, with everything that `yishen/documents` reads.
 *
 * @throws {@link YishenError} for values and packs that cannot be used, and when the WebAssembly cannot be loaded.
 */
export async function createWorkerScreener(options: WorkerOptions = {}): Promise<WorkerScreener> {
  const made = new WorkerScreener(options);
  try {
    await made.start();
  } catch (error) {
    made.close();
    throw error;
  }
  return made;
}

/** Options as they can be sent. */
function wired(options: ScreenerOptions): ScreenerOptions {
  const { wasm } = options;
  // Relative to the page, as it would be without a worker.
  return typeof wasm === "string" || wasm instanceof URL ? { ...options, wasm: new URL(wasm, globalThis.location?.href).href } : options;
}

function aborted(message: string): DOMException {
  return new DOMException(message, "AbortError");
}
