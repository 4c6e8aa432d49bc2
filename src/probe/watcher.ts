import type { InstallerState } from "./state.ts";

/**
 * How closely the installer is watched. `focused`: a person may be looking, a look each second. `background`: shown, but its window is not in front, a look every ten seconds.
 * `hidden`: no process, no timer.
 */
export type Attention = "focused" | "background" | "hidden";

/** What watching needs to know. */
export interface WatchOptions {
  /**
   * The path of the helper's program, `dist/probe.js` of the extension. It finds the library koffi as Node finds any package from there: in `dist/node_modules` where a
   * platform's VSIX brings it, else in the `node_modules` above.
   */
  readonly helper: string;
  /** At the start; `focused` if not given. */
  readonly attention?: Attention;
  /** Told what went wrong with the helper, one sentence each, for an output channel. */
  readonly log?: (message: string) => void;
}

/** The states of the installer, one after each change and the first as soon as it is known. To be iterated once; ends after `stop`. Never throws. */
export interface Watcher extends AsyncIterable<InstallerState> {
  /** Changes how closely is watched; becoming `focused` looks at once, `hidden` ends the helper. */
  readonly attend: (attention: Attention) => void;
  /** Looks at once, whatever the interval; of no effect while hidden. */
  readonly look: () => void;
  /** Ends the helper, the timer and the iteration. */
  readonly stop: () => void;
}
