import type { Site } from "./site.ts";

/** How loud a finding is. */
export type Severity = "error" | "warning" | "information" | "hint";

/** What happens when the action runs. `1618-hidden`: the nested installation fails, and the outer one goes on as if nothing had happened. */
export type Outcome =
  | "1618"
  | "1618-hidden"
  | "blocks"
  | "race"
  | "outer-fails"
  | "skipped-when-silent"
  | "deprecated"
  | "not-allowed"
  | "fails-to-start"
  | "command-missing"
  | "not-understood";

/** `guaranteed`: a proven effect under the documented rule. */
export type Confidence = "guaranteed" | "likely" | "possible";

/** What the verdict rests on: Microsoft's or WiX's documentation, somebody's log, or a deduction from them. */
export type Basis = "documented" | "reported" | "inferred";

/** A place that belongs to the proof. */
export interface Related {
  readonly message: string;
  readonly site: Site;
}

/** A property that a command line sets for the package it installs, as in `INSTALLLEVEL=100`. */
export interface InstallerProperty {
  readonly name: string;
  readonly value: string;
}

/** What an action installs, as a fix has to name it in another place. */
export interface FixPayload {
  /** `burn`: a bundle that WiX made; `exe`: any other program. */
  readonly kind: "msi" | "msp" | "exe" | "burn";
  /** The package or program as spelled, as in `[#ConsoleMsi]` or `vc_redist.x64.exe`; `""` where nothing tells it. */
  readonly spelled: string;
  /** The arguments of a program; those of msiexec are `properties`. */
  readonly arguments: string;
  readonly properties: readonly InstallerProperty[];
  /** What is known of the program, as in `vcredist`, where it is known by its name. */
  readonly known?: string;
}

/** A kind of fix that applies, with the data which that kind needs to build its edits. The title is what can be said before the workspace is looked at. */
export type FixOffer =
  | {
      readonly kind: "bundle";
      readonly title: string;
      readonly payload: FixPayload;
      /** Where in the chain: relative to the package whose action it was. */
      readonly order: "before" | "after";
      /** What the action's own code calls or starts, where that is how it installs: such code is not removed, it may do more. */
      readonly call?: string;
    }
  | { readonly kind: "exit-dialog" | "ui-sequence"; readonly title: string; readonly quiet: boolean }
  /** `product`: what the command removes, as spelled, as in `{7DC9…}` or `[#OldMsi]`. */
  | { readonly kind: "upgrade"; readonly title: string; readonly product: string }
  | { readonly kind: "wait"; readonly title: string }
  /** `reads`: the property in which the action looks for its command; `set`: the one that holds it instead. */
  | { readonly kind: "pass-command"; readonly title: string; readonly reads: string; readonly set: string }
  | { readonly kind: "suppress" | "suppress-file" | "accept"; readonly title: string };

/** The name of a kind of fix, as in `check --fix=bundle`. */
export type FixKind = FixOffer["kind"];

/** One action that starts an installation, or one that could not be understood, in one sequence table. */
export interface Finding {
  /** Kebab-case id: the name of the rule's file, page and setting. */
  readonly rule: string;
  readonly severity: Severity;
  readonly outcome: Outcome;
  readonly confidence: Confidence;
  readonly basis: Basis;
  /** What is wrong and why, in one or two sentences, claiming no more than outcome, confidence and basis. */
  readonly message: string;
  /** What to do about it, in one or two sentences. */
  readonly advice: string;
  /** The CustomAction id as the database has it. */
  readonly action: string;
  /** The sequence table that schedules the action; `ControlEvent` for a dialog event. */
  readonly table: string;
  /** The condition of the schedule as written, null where there is none. */
  readonly condition: string | null;
  /** What starts the installation: the command, entry point, script text or value inside the action's definition, else its Id. */
  readonly site: Site;
  /** Definition, command text and its setters, each hop, the schedule row, the dialog event: in this order, each where there is one. */
  readonly related: readonly Related[];
  readonly fixes: readonly FixOffer[];
  /** The names of the projects (or folders) whose databases have it, sorted. */
  readonly projects: readonly string[];
  /** 16 hexadecimal digits, the same after edits elsewhere in the file and on every machine. */
  readonly fingerprint: string;
}

/** An action of which it is not known what it runs. */
export interface Unresolved {
  readonly action: string;
  readonly site: Site;
  readonly reason: string;
}
