import { nameOf } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { textSite } from "../../model/site.ts";
import type { Compilation, Snapshot, Unit } from "../source.ts";
import { compileSource } from "./compile.ts";
import type { Section } from "./compileSection.ts";
import { linkUnit } from "./link.ts";
import { localizationOf } from "./localization.ts";
import { preprocess } from "./preprocess.ts";
import type { Element } from "./tree.ts";
import { xmlOf } from "./xml.ts";

/** Compiles and links the WiX sources of a unit. Never throws; what is missing is named in `wanted`. */
export function compileWix(unit: Unit, snapshot: Snapshot): Compilation {
  const problems: Problem[] = [];
  const wanted = new Set<string>();
  const dependencies = new Set<string>();
  const sections: Section[] = [];
  for (const path of unit.sources) {
    dependencies.add(path);
    const file = snapshot.file(path);
    if (file === undefined) wanted.add(path);
    if (file === "absent") problems.push(notFound(unit, path, snapshot));
    if (file === undefined || file === "absent") continue;
    const source = preprocess(file, unit, snapshot);
    for (const problem of source.problems) problems.push(problem);
    for (const one of source.wanted) wanted.add(one);
    for (const one of source.dependencies) dependencies.add(one);
    if (source.root === undefined) continue;
    const compiled = compiledFrom(source.root, unit);
    for (const problem of compiled.problems) problems.push(problem);
    for (const section of compiled.sections) sections.push(section);
  }
  const localization = localizationOf(unit, snapshot);
  const databases = linkUnit(unit, { sections, files: dependencies, localization }, problems);
  for (const path of localization.asked) dependencies.add(path);
  for (const path of localization.wanted) wanted.add(path);
  return { databases, problems, wanted: [...wanted], dependencies: [...dependencies] };
}

/** Said where the project names the source. It is no error: tools like heat write sources while the project is built. */
function notFound({ project }: Unit, path: string, snapshot: Snapshot): Problem {
  const name = nameOf(path);
  const message = `${name} is not there or may not be read. What the build may write into it is not known.`;
  const lister = project === undefined ? undefined : snapshot.file(project);
  const { text } = lister === undefined || lister === "absent" ? { text: "" } : xmlOf(lister);
  const at = text.indexOf(name);
  const span = at < 0 ? { start: 0, end: 0 } : { start: at, end: at + name.length };
  return { code: "source-not-found", severity: "warning", message, site: textSite(project ?? path, span) };
}

interface CompiledSource {
  readonly sections: readonly Section[];
  readonly problems: readonly Problem[];
}

const compiled = new WeakMap<Element, { readonly unit: Unit; readonly source: CompiledSource }>();

/** The sections of a preprocessed source, which stay the same as long as its tree and its unit do. */
function compiledFrom(root: Element, unit: Unit): CompiledSource {
  const known = compiled.get(root);
  if (known?.unit === unit) return known.source;
  const problems: Problem[] = [];
  const source = { sections: compileSource(root, unit, problems), problems };
  compiled.set(root, { unit, source });
  return source;
}
