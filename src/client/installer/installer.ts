import path from "node:path";
import process from "node:process";
import * as vscode from "vscode";
import { type Clock, describeState } from "../../probe/describe.ts";
import type { InstallerState } from "../../probe/state.ts";
import type { WaitEnd } from "../../probe/wait.ts";
import { watch } from "../../probe/watch.ts";
import type { Attention, Watcher } from "../../probe/watcher.ts";
import { Item } from "./item.ts";
import { showMenu } from "./menu.ts";
import { blindWatcher, whyUnavailable } from "./place.ts";
import { oneLine } from "./plain.ts";
import { SECTION } from "./settings.ts";
import { DEFAULT_TIMEOUT, timeoutOf } from "./timeout.ts";
import { sentenceOf } from "./view.ts";
import { WaitTerminal, waitWithProgress } from "./waiting.ts";
import { Watching } from "./watching.ts";

/**
 * Names another program for the helper process, one that speaks the messages of src/probe/messages.ts: the tests replay recorded readings
 * through the real item with it, on systems without Windows Installer too. Of the environment, so that no workspace can set it.
 */
const HELPER = "MSI1618_PROBE_HELPER";

/** Where the state is read in an editor. */
const DETAILS = vscode.Uri.parse("msi1618-installer:/Windows Installer state.txt");

/** What the extension shows and does of Windows Installer. Loaded when it is first asked for. */
export class Installer {
  readonly #extension: vscode.Uri;
  readonly #output: vscode.LogOutputChannel;
  readonly #watching: Watching;
  readonly #detailsChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #owned: vscode.Disposable;
  #item: Item | undefined;
  #state: InstallerState | undefined;
  /** When the state was read that nobody watches any more; undefined while the item is shown. */
  #readAt: string | undefined;

  constructor(extension: vscode.Uri, output: vscode.LogOutputChannel) {
    this.#extension = extension;
    this.#output = output;
    this.#watching = new Watching(
      (attention) => this.#open(attention),
      (state) => this.#changed(state),
    );
    this.#owned = vscode.Disposable.from(
      this.#detailsChanged,
      vscode.window.onDidChangeWindowState(() => this.#attend()),
      vscode.workspace.registerTextDocumentContentProvider(DETAILS.scheme, {
        onDidChange: this.#detailsChanged.event,
        provideTextDocumentContent: () => this.#report(),
      }),
    );
  }

  /** Shows or hides the item. While it is hidden there is no helper process and no timer. */
  show(wanted: boolean): void {
    if (wanted === (this.#item !== undefined)) return;
    if (wanted) {
      this.#item = new Item(clock);
      this.#readAt = undefined;
    } else {
      this.#item?.dispose();
      this.#item = undefined;
      this.#readNow();
    }
    this.#attend();
  }

  /** What the item shows; undefined while it is hidden. */
  get shown(): { readonly text: string; readonly state: InstallerState | undefined } | undefined {
    return this.#item === undefined ? undefined : { text: this.#item.text, state: this.#state };
  }

  /** Lets the user choose what to do about the state; looks once where the item is hidden. */
  async menu(): Promise<void> {
    const hidden = this.#item === undefined;
    if (hidden) {
      this.#state = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: "Reading the state of Windows Installer" },
        () => firstOf(this.#open("focused")),
      );
      this.#readNow();
    }
    const title = this.#state === undefined ? "Windows Installer" : sentenceOf(this.#state, clock);
    await showMenu(title, this.#state, hidden, {
      details: () => vscode.window.showTextDocument(DETAILS, { preview: true }),
      copy: () => vscode.env.clipboard.writeText(this.#report()),
      wait: () => this.wait(),
    });
  }

  /** Waits with a notification, as long as the settings allow. */
  wait(): Promise<WaitEnd> {
    const asked = timeoutOf(this.#setting());
    if ("fault" in asked) this.#output.warn(`${SECTION}.waitTimeout: ${asked.fault} Waiting for 10 min.`);
    return waitWithProgress(this.#open("focused"), "fault" in asked ? DEFAULT_TIMEOUT : asked.timeout);
  }

  /** The terminal of a task that waits; `timeout` is what the task says, if it does. */
  terminal(timeout: unknown): vscode.Pseudoterminal {
    return new WaitTerminal(() => this.#open("focused"), timeout ?? this.#setting());
  }

  dispose(): void {
    this.#watching.stop();
    this.#item?.dispose();
    this.#owned.dispose();
  }

  #setting(): unknown {
    return vscode.workspace.getConfiguration(SECTION).get("waitTimeout");
  }

  /** A watcher of this machine, or one that says why there is nothing to be seen here. */
  #open(attention: Attention): Watcher {
    const replayed = process.env[HELPER];
    const why = whyUnavailable({ platform: process.platform, remote: vscode.env.remoteName });
    if (replayed === undefined && why !== undefined) return blindWatcher(why);
    const helper = replayed ?? path.join(this.#extension.fsPath, "dist", "probe.js");
    return watch({ helper, attention, log: (message) => this.#output.warn(`Windows Installer state: ${message}`) });
  }

  #attend(): void {
    const attention = vscode.window.state.focused ? "focused" : "background";
    this.#item?.tick(attention);
    this.#watching.attend(this.#item === undefined ? "hidden" : attention);
  }

  #changed(state: InstallerState | undefined): void {
    this.#state = state;
    this.#item?.show(state);
    this.#detailsChanged.fire(DETAILS);
  }

  #readNow(): void {
    this.#readAt = new Date().toISOString();
    this.#detailsChanged.fire(DETAILS);
  }

  #report(): string {
    const state = this.#state;
    if (state === undefined) return "The state is being read.\n";
    // The time that an installation runs would stand still here: since when it runs does not.
    const [, ...rest] = describeState(state, Date.now(), clock);
    const old = this.#readAt === undefined ? [] : ["", `This was so at ${clock(this.#readAt)}; nobody watches now.`];
    return `${[`${sentenceOf(state, clock)}.`, ...rest, ...old].map(oneLine).join("\n")}\n`;
  }
}

/** As this machine tells the time; with the date where it is not today's. */
const clock: Clock = (at) => {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  return today ? moment.toLocaleTimeString() : moment.toLocaleString();
};

async function firstOf(watcher: Watcher): Promise<InstallerState | undefined> {
  for await (const state of watcher) {
    watcher.stop();
    return state;
  }
  return undefined;
}
