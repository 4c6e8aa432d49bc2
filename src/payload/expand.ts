import type { Related } from "../model/finding.ts";
import {
  fixedName,
  fold,
  parseFormatted,
  type ReferenceKind,
  type Resolved,
  referencesOf,
} from "../model/formatted.ts";
import type { Site, Sourced } from "../model/site.ts";
import { type Candidate, type Place, valuesAt } from "./properties.ts";
import type { Reader } from "./reader.ts";
import { foldedText, isPartlyHidden, spelledText, type Text } from "./text.ts";

/** One way in which a text can come out. */
export interface Variant {
  readonly text: Text;
  /** Of the text as its source spells it: `Text` leads back into it. */
  readonly site: Site;
  /** The setters that gave it its values. */
  readonly trail: readonly Related[];
  /** True where a value that may be set elsewhere was left as spelled, beside variants in which it is known. */
  readonly hypothetical: boolean;
}

/** So many ways of one text are looked at, and properties are followed so far: more is nothing that people write. */
const MOST_VARIANTS = 12;
const DEEPEST = 6;
/** So many texts are put together for one question: properties that refer to each other again and again would multiply them. */
const MOST_TEXTS = 500;

/** On the way through properties: those that are being put in already, and the texts that may still be put together. */
interface Way {
  readonly names: readonly string[];
  readonly budget: { left: number };
}

const begin = (): Way => ({ names: [], budget: { left: MOST_TEXTS } });

/**
 * A Formatted text with the values that its properties can have at `place`, one variant for each combination.
 * Folders stay as spelled: which they are is not known here, and `[INSTALLFOLDER]child.msi` says more than what it stands for; so does `[ProductCode]`.
 */
export function expand(reader: Reader, source: Sourced<string>, place: Place | undefined): readonly Variant[] {
  return expandWithin(reader, source, place, begin());
}

/** A text that nobody formats: references in it are letters, of which nothing is known. */
export function verbatim(source: Sourced<string>): Variant {
  return { text: withHiddenReferences(source), site: source.site, trail: [], hypothetical: false };
}

/** What a property's value comes to where it is put into another text or read by an action: formatted where an action set it, and as it stands where the Property table has it. */
export function expandCandidate(reader: Reader, candidate: Candidate): readonly Variant[] {
  return candidateVariants(reader, candidate, begin());
}

type Option = { readonly resolved: Resolved | undefined; readonly trail: readonly Related[] };

function expandWithin(reader: Reader, source: Sourced<string>, place: Place | undefined, way: Way): readonly Variant[] {
  const formatted = parseFormatted(source.value);
  const spelled = spelledText(source.value, source.site);
  const options = new Map<string, readonly Option[]>();
  for (const node of referencesOf(formatted)) {
    const name = node.reference === "property" ? fixedName(formatted, node) : undefined;
    if (
      name === undefined ||
      options.has(name) ||
      way.names.includes(name) ||
      way.names.length >= DEEPEST ||
      way.budget.left-- <= 0
    )
      continue;
    if (name === "ProductCode" || reader.rows("Directory", name).length > 0) continue;
    options.set(name, optionsOf(reader, name, place, way));
  }
  return combinations(options).map((chosen) => {
    const folded = fold(
      formatted,
      (kind, name) => (kind === "property" ? chosen.get(name)?.resolved : undefined) ?? asSpelled(reader, kind, name),
    );
    const trail = [...chosen.values()].flatMap((option) => option.trail);
    const hypothetical = [...chosen].some(
      ([name, { resolved }]) => resolved === undefined && (options.get(name)?.length ?? 0) > 1,
    );
    return { text: foldedText(folded, spelled), site: source.site, trail, hypothetical };
  });
}

/** Properties that Windows Installer itself always sets. */
const ALWAYS_SET =
  /^(?:SourceDir|OriginalDatabase|DATABASE|ProductCode|ProductName|ProductVersion|Manufacturer|UpgradeCode|TempFolder|System(?:16|64)?Folder|WindowsFolder|WindowsVolume|ProgramFiles(?:64)?Folder|CommonFiles(?:64)?Folder|(?:Local|Common)?AppDataFolder|ROOTDRIVE|USERNAME|LogonUser|ComputerName)$/;

/** What is not known but never empty stays as spelled; a group in braces around it is kept then, as around `[INSTALLFOLDER]`. */
function asSpelled(reader: Reader, kind: ReferenceKind, name: string): Resolved | undefined {
  const marks = { file: "#", "short-file": "!", component: undefined, environment: undefined, property: "" }[kind];
  const isSet = kind !== "property" || ALWAYS_SET.test(name) || reader.rows("Directory", name).length > 0;
  if (marks === undefined || !isSet) return undefined;
  const text = `[${marks}${name}]`;
  return { text, unknown: [{ start: 0, end: text.length }] };
}

function optionsOf(reader: Reader, name: string, place: Place | undefined, way: Way): readonly Option[] {
  const { candidates, complete } = valuesAt(reader, name, place);
  const known = candidates.flatMap((candidate) =>
    candidateVariants(reader, candidate, { ...way, names: [...way.names, name] }).map((variant) => ({
      resolved: resolvedOf(variant.text),
      trail: [candidate.related, ...variant.trail],
    })),
  );
  return complete && known.length > 0 ? known : [...known, { resolved: undefined, trail: [] }];
}

function candidateVariants(reader: Reader, candidate: Candidate, way: Way): readonly Variant[] {
  return candidate.kind === "default" ? [verbatim(candidate)] : expandWithin(reader, candidate, candidate.at, way);
}

function withHiddenReferences(source: Sourced<string>): Text {
  const spelled = spelledText(source.value, source.site);
  for (const { start, end } of referencesOf(parseFormatted(source.value))) spelled.hidden.fill(1, start, end);
  return spelled;
}

function resolvedOf(text: Text): Resolved {
  if (!isPartlyHidden(text)) return { text: text.value, unknown: [] };
  const unknown: { start: number; end: number }[] = [];
  text.hidden.forEach((hidden, at) => {
    const last = unknown.at(-1);
    if (hidden === 1 && last?.end === at) last.end = at + 1;
    else if (hidden === 1) unknown.push({ start: at, end: at + 1 });
  });
  return { text: text.value, unknown };
}

/** Every choice of one option for each name; the first of them only, where there are too many. */
function combinations(options: ReadonlyMap<string, readonly Option[]>): readonly ReadonlyMap<string, Option>[] {
  let chosen: ReadonlyMap<string, Option>[] = [new Map()];
  for (const [name, choices] of options)
    chosen = chosen
      .flatMap((before) => choices.map((choice) => new Map([...before, [name, choice]])))
      .slice(0, MOST_VARIANTS);
  return chosen;
}
