import type { Artifact, ProjectOutput } from "../../src/model/artifact.ts";
import type { Database } from "../../src/model/database.ts";
import { rowsByKey } from "../../src/model/database.ts";
import type { Site } from "../../src/model/site.ts";
import type { Effect, Understanding } from "../../src/payload/effect.ts";
import { understandAction } from "../../src/payload/index.ts";
import { cellSite, type MadeRow, madeDatabase } from "../database.ts";

/** The tables of a made database, each with the columns it always has. */
export type Tables = Readonly<Record<string, readonly MadeRow[]>>;

/** An artifact that a row points at, spelled so. */
export function artifact(spelled: string, output?: ProjectOutput): Artifact {
  const name = /[^\\/]*$/.exec(spelled)?.[0] ?? "";
  return {
    spelled: { value: spelled, site: cellSite("Binary", "", "Data") },
    ...(name.includes("$(") || name === "" ? {} : { name }),
    paths: [],
    ...(output === undefined ? {} : { output: { project: "/src/Child/Child.wixproj", kind: output } }),
  };
}

/** A row of CustomAction. */
export function action(Action: string, Type: number, Source: string | null, Target: MadeRow[string]): MadeRow {
  return { Action, Type, Source, Target };
}

/** A row of a sequence table. */
export function at(Action: string, Sequence: number | null, Condition: string | null = null): MadeRow {
  return { Action, Condition, Sequence };
}

export function database(
  tables: Tables,
  artifacts: Readonly<Record<string, Artifact>> = {},
  more: Partial<Database> = {},
): Database {
  const all = new Map(Object.entries(artifacts).map(([key, value]) => [key.replace(" ", "\t"), value]));
  return madeDatabase(tables, { artifacts: all, ...more });
}

/** What the action does in the first place where a table schedules it; where none does, as it stands nowhere. */
export function understand(made: Database, id: string, table = "InstallExecuteSequence"): Understanding {
  const [row] = rowsByKey(made, "CustomAction", id);
  if (row === undefined) throw new Error(`no action ${id}`);
  const [scheduled] = rowsByKey(made, table, id);
  const sequence = scheduled?.cells["Sequence"]?.value;
  return understandAction(
    made,
    row,
    scheduled === undefined ? undefined : { table, sequence: typeof sequence === "number" ? sequence : undefined },
  );
}

/** As in `starts-installation install [DIR]x.msi none yes proven`. */
export function effectLine(effect: Effect): string {
  if (effect.kind === "starts-installation")
    return [effect.kind, effect.operation, effect.package, effect.ui, effect.awaited, effect.proof].join(" ");
  if (effect.kind === "starts-redistributable")
    return [effect.kind, effect.installer.id, effect.program, effect.awaited, effect.proof].join(" ");
  if (effect.kind === "package-as-program") return [effect.kind, effect.package, effect.proof].join(" ");
  if (effect.kind === "calls-installer")
    return [effect.kind, effect.api, effect.call, effect.package, effect.proof].join(" ");
  if (effect.kind === "waits-for-mutex")
    return [effect.kind, effect.wait, effect.call, effect.awaited, effect.proof].join(" ");
  return [
    effect.kind,
    effect.entry,
    effect.reads,
    effect.setInstead === undefined ? "-" : `${effect.setInstead.property} instead`,
    effect.proof,
  ].join(" ");
}

/** Everything in lines: effects, then `not understood: reason` where that is so. */
export function lines(understanding: Understanding): readonly string[] {
  return [
    ...understanding.effects.map(effectLine),
    ...(understanding.understood ? [] : [`not understood: ${understanding.reason}`]),
  ];
}

/** As in `CustomAction SetX Target`. */
export function place(site: Site): string {
  return site.kind === "cell"
    ? [site.table, site.row, site.column].join(" ")
    : `${site.file} ${site.span.start}-${site.span.end}`;
}
