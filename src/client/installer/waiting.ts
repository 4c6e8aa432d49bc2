import * as vscode from "vscode";
import { announcing, describeEnd, exitCodeOf, formatDuration, type WaitEnd, waitUntilIdle } from "../../probe/wait.ts";
import type { Watcher } from "../../probe/watcher.ts";
import { oneLine } from "./plain.ts";
import { timeoutOf } from "./timeout.ts";

const TITLE = "Waiting until Windows Installer is idle";

/** Waits with a notification that can be cancelled, and says how it ended. A failure of the probe is no more than a state that is unknown. */
export async function waitWithProgress(watcher: Watcher, timeout: number): Promise<WaitEnd> {
  const end = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: TITLE, cancellable: true },
    (progress, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort());
      const onState = announcing((message) => progress.report({ message: oneLine(message) }));
      return waitUntilIdle(watcher, { timeout, onState }, cancel.signal);
    },
  );
  const says = oneLine(describeEnd(end, { timeout }));
  if (end.kind === "timed-out") void vscode.window.showWarningMessage(says);
  else if (end.kind !== "cancelled") void vscode.window.showInformationMessage(says);
  return end;
}

/** The terminal of a task that waits: a line for each state, and an exit code that a dependent task or a launch heeds. */
export class WaitTerminal implements vscode.Pseudoterminal {
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly #cancel = new AbortController();
  readonly #open: () => Watcher;
  readonly #timeout: unknown;
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  /** `timeout` as the task has it, not checked yet. */
  constructor(open: () => Watcher, timeout: unknown) {
    this.#open = open;
    this.#timeout = timeout;
  }

  open(): void {
    const asked = timeoutOf(this.#timeout);
    if ("fault" in asked) {
      this.#write(asked.fault);
      this.#closed.fire(2);
      return;
    }
    void this.#wait(asked.timeout);
  }

  /** Called by VS Code when the task is terminated. */
  close(): void {
    this.#cancel.abort();
  }

  async #wait(timeout: number): Promise<void> {
    this.#write(`${TITLE}, for ${formatDuration(timeout)} at most.`);
    const onState = announcing((text) => this.#write(text));
    const end = await waitUntilIdle(this.#open(), { timeout, onState }, this.#cancel.signal);
    this.#write(describeEnd(end, { timeout }));
    this.#closed.fire(exitCodeOf(end));
  }

  #write(line: string): void {
    this.#written.fire(`${oneLine(line)}\r\n`);
  }
}
