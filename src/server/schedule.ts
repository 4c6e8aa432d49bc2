/** `changed`: a further change came in while the job was brought up to date; `failed`: the job threw, or nothing runs any more. */
export type Outcome = "current" | "changed" | "failed";

/**
 * Runs one job again after changes: a while after the last of them, never twice at once, and never to the end when a change came in between.
 *
 * `job` gets a signal that is aborted by the next change; it throws the signal's reason then, and what it throws else goes to `failed`.
 */
export class Schedule {
  readonly #job: (signal: AbortSignal) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #changes = 0;
  #done = 0;
  #timer: NodeJS.Timeout | undefined;
  #controller: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(job: (signal: AbortSignal) => Promise<void>, failed: (error: unknown) => void) {
    this.#job = job;
    this.#failed = failed;
  }

  /** Says that something changed: what runs is aborted, and the job starts in `delay` milliseconds unless more changes come. */
  changed(delay: number): void {
    this.#changes++;
    this.#controller?.abort();
    clearTimeout(this.#timer);
    if (!this.#ended) this.#timer = setTimeout(() => void this.#run(), delay);
  }

  /** Brings the job up to date without waiting for the delay; says whether it is, or what prevented that. */
  async upToDate(): Promise<Outcome> {
    const changes = this.#changes;
    if (this.#done !== changes) {
      clearTimeout(this.#timer);
      await this.#run();
    }
    if (this.#changes !== changes) return "changed";
    return this.#done === changes ? "current" : "failed";
  }

  /** Aborts what runs and starts nothing any more. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#controller?.abort();
  }

  #run(): Promise<void> {
    this.#running = this.#running.then(() => this.#once());
    return this.#running;
  }

  async #once(): Promise<void> {
    const changes = this.#changes;
    if (this.#done === changes || this.#ended) return;
    const controller = new AbortController();
    this.#controller = controller;
    try {
      await this.#job(controller.signal);
      if (!controller.signal.aborted) this.#done = changes;
    } catch (error) {
      if (!controller.signal.aborted) this.#failed(error);
    } finally {
      this.#controller = undefined;
    }
  }
}
