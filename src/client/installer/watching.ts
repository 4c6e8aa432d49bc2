import type { InstallerState } from "../../probe/state.ts";
import type { Attention, Watcher } from "../../probe/watcher.ts";

/** Owns the watcher behind the status bar item: one while the item is shown, none, and so no process and no timer, while it is hidden. */
export class Watching {
  readonly #open: (attention: Attention) => Watcher;
  readonly #changed: (state: InstallerState | undefined) => void;
  #watcher: Watcher | undefined;

  /** `changed` is told each state, and undefined when a watcher starts and has not seen anything yet. */
  constructor(open: (attention: Attention) => Watcher, changed: (state: InstallerState | undefined) => void) {
    this.#open = open;
    this.#changed = changed;
  }

  attend(attention: Attention): void {
    if (attention === "hidden") this.stop();
    else if (this.#watcher === undefined) void this.#follow(this.#open(attention));
    else this.#watcher.attend(attention);
  }

  stop(): void {
    this.#watcher?.stop();
    this.#watcher = undefined;
  }

  async #follow(watcher: Watcher): Promise<void> {
    this.#watcher = watcher;
    this.#changed(undefined);
    for await (const state of watcher) {
      // One that was stopped may have had a state on its way.
      if (this.#watcher !== watcher) return;
      this.#changed(state);
    }
  }
}
