import * as vscode from "vscode";
import type { Clock } from "../../probe/describe.ts";
import type { InstallerState } from "../../probe/state.ts";
import { markdownOf } from "./report.ts";
import { viewOf } from "./view.ts";

/** The command behind the item: what can be done about the state. */
export const SHOW_STATE = "msi1618.installerState";

/** Right of what VS Code itself and version control show there. */
const PRIORITY = 10;

/** How often the running time is drawn anew, in milliseconds: each second only where somebody may be looking. */
const TICK = { focused: 1000, background: 10_000 } as const;

/** The status bar item. It draws what it is told, and the time that an installation runs. */
export class Item {
  readonly #item: vscode.StatusBarItem;
  readonly #clock: Clock;
  #state: InstallerState | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #tick: keyof typeof TICK = "focused";

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#item = vscode.window.createStatusBarItem("msi1618.installer", vscode.StatusBarAlignment.Left, PRIORITY);
    this.#item.name = "Windows Installer State";
    this.#item.command = SHOW_STATE;
  }

  /** Draws a state, and shows the item. */
  show(state: InstallerState | undefined): void {
    this.#state = state;
    this.#draw();
    // Set with the state and not with each second: a tooltip that is open would flicker, a screen reader would not stop reading.
    this.#item.tooltip = new vscode.MarkdownString(state === undefined ? "" : markdownOf(state, this.#clock));
    const { label, warns } = viewOf(state, Date.now(), this.#clock);
    this.#item.accessibilityInformation = { label, role: "button" };
    this.#item.backgroundColor = warns ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.#item.show();
    this.#schedule();
  }

  hide(): void {
    this.#item.hide();
    clearInterval(this.#ticking);
    this.#ticking = undefined;
  }

  tick(tick: keyof typeof TICK): void {
    this.#tick = tick;
    if (this.#ticking !== undefined) this.#schedule();
  }

  /** What the item shows now. */
  get text(): string {
    return this.#item.text;
  }

  dispose(): void {
    this.hide();
    this.#item.dispose();
  }

  #draw(): void {
    this.#item.text = viewOf(this.#state, Date.now(), this.#clock).text;
  }

  #schedule(): void {
    clearInterval(this.#ticking);
    const runs = this.#state?.state === "busy" && this.#state.since !== null;
    this.#ticking = runs ? setInterval(() => this.#draw(), TICK[this.#tick]) : undefined;
  }
}
