import * as vscode from "vscode";
import type { AnalysisState } from "../protocol.ts";
import { SOURCES } from "./sources.ts";

/** The language status item: how many actions there are and how many were understood. Silence must not look like safety. */
export class StatusItem {
  readonly #item = vscode.languages.createLanguageStatusItem("msi1618.analysis", SOURCES);

  constructor() {
    this.#item.name = "msi1618";
    this.starting();
  }

  starting(): void {
    this.#show({ text: "msi1618: reading the installer sources", detail: "", busy: true });
  }

  analysed(state: AnalysisState): void {
    if (state.failure !== undefined) {
      this.failed(`the analysis ended in an error: ${state.failure}`);
      return;
    }
    const command = { title: "Show the Others", command: "msi1618.showUnresolved" };
    const all = state.understood === state.actions;
    this.#show({ text: summary(state), detail: detail(state), ...(all ? {} : { command }) });
  }

  /** `what` is half a sentence, as in `the server does not start`. */
  failed(what: string): void {
    const command = { title: "Show Output", command: "msi1618.showOutput" };
    this.#show({ text: "msi1618 does not work", detail: what, severity: vscode.LanguageStatusSeverity.Error, command });
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(status: Partial<Pick<vscode.LanguageStatusItem, "text" | "detail" | "busy" | "severity" | "command">>): void {
    this.#item.text = status.text ?? "";
    this.#item.detail = status.detail ?? "";
    this.#item.busy = status.busy ?? false;
    this.#item.severity = status.severity ?? vscode.LanguageStatusSeverity.Information;
    this.#item.command = status.command;
  }
}

/** As in `12 actions, 9 understood`. */
export function summary({ actions, understood }: Pick<AnalysisState, "actions" | "understood">): string {
  if (actions === 0) return "No custom actions that run code";
  return `${count(actions, "action")}, ${understood === actions ? "all" : understood} understood`;
}

function detail({ findings, files }: AnalysisState): string {
  return `${count(findings, "finding")} in ${count(files, "file")}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
