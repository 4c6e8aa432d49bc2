import { nameOf } from "../model/path.ts";
import { overlaps } from "../model/span.ts";
import type { SourceFile, Unit } from "../sources/source.ts";
import { asWritten } from "../sources/wix/asWritten.ts";
import { elementsOf } from "../sources/wix/link.ts";
import { type Mention, ownMentions, type SymbolKind } from "../sources/wix/mentions.ts";
import { type Preprocessed, preprocess } from "../sources/wix/preprocess.ts";
import type { Attribute, Element } from "../sources/wix/tree.ts";
import { type XmlDocument, xmlOf } from "../sources/wix/xml.ts";
import { type Ground, type Job, Refusal } from "./job.ts";

/** A place where something is named, with the element that names it. */
export interface Named {
  readonly element: Element;
  readonly mention: Mention;
}

/** The elements that the databases of a job were made from, branches that are off included, and what they name. */
export class World {
  readonly ground: Ground;
  readonly job: Job;
  readonly units: readonly Unit[];
  readonly elements: readonly Element[];
  readonly #names = new Map<string, Named[]>();
  /** How often each file is included, over all that is compiled. */
  readonly #includes = new Map<string, Set<string>>();

  constructor(ground: Ground, job: Job) {
    this.ground = ground;
    this.job = job;
    this.units = [...ground.compilations]
      .filter(([, { databases }]) => databases.some((one) => job.databases.includes(one)))
      .map(([unit]) => unit);
    this.#countIncludes();
    const all = this.#collect();
    // A loop makes several actions of one element: each has its names, the text is there once.
    for (const element of all) for (const mention of ownMentions(element)) this.#note(element, mention);
    this.elements = [...new Map(all.map((element) => [keyOf(element), element])).values()];
  }

  /** Every place that names it. */
  named(kind: SymbolKind, name: string): readonly Named[] {
    return this.#names.get(`${kind} ${name}`) ?? [];
  }

  /** The elements of that name, in the order of the sources. */
  called(name: string): readonly Element[] {
    return this.elements.filter((element) => element.name === name);
  }

  document(file: string): XmlDocument {
    return xmlOf(this.fileAt(file));
  }

  textOf(file: string): string {
    return this.document(file).text;
  }

  fileAt(path: string): SourceFile {
    const file = this.ground.snapshot.file(path);
    if (file === undefined || file === "absent") throw new Refusal(`${nameOf(path)} is not there any more.`);
    return file;
  }

  /** What an element's attribute looks like in the file, with its quotes. */
  raw(element: Element, { value: { site } }: Attribute): string {
    if (site.kind !== "text") throw new Refusal("The value stands in no text.");
    return this.textOf(element.file).slice(site.span.start - 1, site.span.end + 1);
  }

  /** Refuses where an edit at an element would change more than this one use of it. */
  mustBeOwn(element: Element): void {
    const { file, via } = element;
    const name = nameOf(file);
    const loop = via.find(({ kind }) => kind === "foreach");
    if (loop !== undefined)
      throw new Refusal(`The foreach of ${loop.name.split("=")[0]} in ${nameOf(loop.file)} makes several of it.`);
    if (!this.ground.isOwn(file)) throw new Refusal(`${name} is not in the folders that are open.`);
    if ((this.#includes.get(file)?.size ?? 0) > 1) throw new Refusal(`${name} is included in several places.`);
    const others = [...this.ground.compilations].filter(
      ([unit, { databases }]) => !this.units.includes(unit) && databases.some(({ files }) => files.includes(file)),
    );
    const [other] = others;
    if (other !== undefined) throw new Refusal(`${name} is a part of ${other[0].name} too.`);
  }

  #countIncludes(): void {
    for (const unit of this.ground.compilations.keys()) {
      for (const { preprocessed } of this.#sourcesOf(unit)) {
        for (const { file, span, path } of preprocessed.includes) {
          const places = this.#includes.get(path) ?? new Set<string>();
          this.#includes.set(path, places.add(`${file}:${span.start}`));
        }
      }
    }
  }

  #sourcesOf(unit: Unit): readonly { readonly path: string; readonly preprocessed: Preprocessed }[] {
    return unit.sources.flatMap((path) => {
      const file = this.ground.snapshot.file(path);
      if (file === undefined || file === "absent") return [];
      return [{ path, preprocessed: preprocess(file, unit, this.ground.snapshot) }];
    });
  }

  #collect(): readonly Element[] {
    const found: Element[] = [];
    const seen = new Set<Element>();
    const add = (element: Element) => {
      if (!seen.has(element)) found.push(element);
      seen.add(element);
    };
    for (const database of this.job.databases) for (const section of elementsOf(database)) walk(section, add);
    for (const unit of this.units) {
      for (const { preprocessed } of this.#sourcesOf(unit)) {
        for (const { file, span } of preprocessed.skipped) {
          const root = asWritten(this.fileAt(file));
          if (root === undefined) continue;
          walk(root, (element) => {
            if (overlaps(span, element.tagSpan)) add(element);
          });
        }
      }
    }
    return found;
  }

  #note(element: Element, mention: Mention): void {
    const key = `${mention.kind} ${mention.name}`;
    const known = this.#names.get(key);
    if (known === undefined) this.#names.set(key, [{ element, mention }]);
    else known.push({ element, mention });
  }
}

/** The same for every copy that includes and loops make of one piece of text. */
export function keyOf({ file, span }: Element): string {
  return `${file}:${span.start}`;
}

/** Calls for an element and everything in it, in the order of the text. */
export function walk(element: Element, visit: (element: Element) => void): void {
  const pending = [element];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    visit(next);
    for (let at = next.children.length - 1; at >= 0; at--) {
      const child = next.children[at];
      if (child !== undefined) pending.push(child);
    }
  }
}

/** The attribute in which a mention stands. */
export function attributeAround(element: Element, { site }: Mention): Attribute | undefined {
  return element.attributes.find(({ value }) => {
    if (value.site.kind !== "text" || value.site.file !== element.file) return false;
    if (value.site === site || value.site.span.start === site.span.start) return true;
    return value.site.span.start <= site.span.start && site.span.end <= value.site.span.end;
  });
}
