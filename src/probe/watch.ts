import { HelperProcess } from "./helperProcess.ts";
import { interpret, withoutReadings } from "./interpret.ts";
import { createLatest } from "./latest.ts";
import type { InstallerState } from "./state.ts";
import type { Attention, Watcher, WatchOptions } from "./watcher.ts";

/** The time between two looks, in milliseconds. */
const INTERVAL = { focused: 1_000, background: 10_000 };

/** Watches the installer through a helper process of its own, which ends with `stop`. */
export function watch(options: WatchOptions): Watcher {
  return new Watch(options);
}

class Watch implements Watcher {
  readonly #helper: HelperProcess;
  readonly #states = createLatest<InstallerState>();
  #attention: Attention;
  #timer: NodeJS.Timeout | undefined;
  /** The newest look; undefined before the first and after a time in which nobody looked: what happened then is not known. */
  #before: InstallerState | undefined;
  #shown = "";
  /** How often it was hidden: a look that was under way then is nobody's. */
  #hidings = 0;
  /** What is unavailable stays so: there is no process and no timer for it. */
  #unavailable = false;
  /** True from where there is nothing more to see. */
  #over = false;

  constructor({ helper, attention = "focused", log = () => {} }: WatchOptions) {
    this.#helper = new HelperProcess(helper, log);
    this.#attention = attention;
    this.look();
  }

  attend = (attention: Attention): void => {
    if (attention === this.#attention) return;
    const [was, now] = [this.#attention, attention];
    this.#attention = attention;
    clearTimeout(this.#timer);
    if (now === "hidden") {
      this.#hidings++;
      this.#helper.end();
      this.#before = undefined;
    } else if (now === "focused" || was === "hidden") this.look();
    else this.#schedule();
  };

  look = (): void => {
    clearTimeout(this.#timer);
    if (this.#idle()) return;
    void this.#look();
  };

  stop = (): void => {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#helper.end();
    this.#states.end();
  };

  [Symbol.asyncIterator](): AsyncIterator<InstallerState> {
    const { next } = this.#states.iterator;
    return {
      next,
      return: () => {
        this.stop();
        return next();
      },
    };
  }

  #idle(): boolean {
    return this.#over || this.#unavailable || this.#attention === "hidden";
  }

  async #look(): Promise<void> {
    const hidings = this.#hidings;
    const answer = await this.#helper.ask();
    if (this.#idle() || hidings !== this.#hidings) return;
    const at = new Date().toISOString();
    const state =
      answer.kind === "readings"
        ? interpret(answer.readings, this.#before)
        : withoutReadings(answer.kind === "failed" ? "unknown" : "unavailable", answer.reason, at, this.#before);
    this.#before = state;
    this.#emit(state);
    this.#unavailable = answer.kind === "unavailable";
    if (this.#unavailable) this.#helper.end();
    else this.#schedule();
  }

  #emit(state: InstallerState): void {
    const text = JSON.stringify(state);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#states.put(state);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#attention === "hidden") return;
    this.#timer = setTimeout(this.look, Math.max(INTERVAL[this.#attention], this.#helper.rest + 1));
  }
}
