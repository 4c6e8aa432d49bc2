import type { Severity } from "../model/finding.ts";
import { RULES } from "../rules/index.ts";
import { Engine } from "./engine.ts";
import type { CreateWorkspace } from "./workspace.ts";

/** Makes a workspace over a way to read files. */
export const createWorkspace: CreateWorkspace = (files, configuration, parsers) =>
  new Engine(files, configuration, parsers);

/** What the doors need to know of a rule to list and to configure it. */
export interface RuleSummary {
  readonly id: string;
  readonly title: string;
  readonly level: Severity | "off";
}

/** Every rule there is, in the order of the registry. */
export const ruleSummaries: readonly RuleSummary[] = RULES.map(({ id, title, level }) => ({ id, title, level }));
