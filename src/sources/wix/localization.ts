import type { Sourced } from "../../model/site.ts";
import type { Snapshot, SourceFile, Unit } from "../source.ts";
import { xmlAttribute, xmlChildren, xmlOf, xmlText } from "./xml.ts";

interface LocalizedString {
  readonly value: Sourced<string>;
  readonly overridable: boolean;
}

/** Finds strings in the localization files of a unit. They are read when the first string is asked for. */
export interface Localization {
  /** What every culture says, where they agree: which of them is built is not known here. */
  find(id: string): Sourced<string> | undefined;
  /** Every localization file that was asked for. */
  readonly asked: readonly string[];
  /** Those among them that nobody has looked for yet. */
  readonly wanted: readonly string[];
}

/** The strings of a unit's `.wxl` files. */
export function localizationOf(unit: Unit, snapshot: Snapshot): Localization {
  const asked: string[] = [];
  const wanted: string[] = [];
  let files: readonly ReadonlyMap<string, LocalizedString>[] | undefined;
  const read = () =>
    unit.localizations.flatMap((path) => {
      asked.push(path);
      const file = snapshot.file(path);
      if (file === undefined) wanted.push(path);
      return file === undefined || file === "absent" ? [] : [stringsOf(file)];
    });
  return {
    asked,
    wanted,
    find(id) {
      files ??= read();
      const all = files.flatMap((strings) => strings.get(id) ?? []);
      const firm = all.filter(({ overridable }) => !overridable);
      const [first, ...rest] = (firm.length > 0 ? firm : all).map(({ value }) => value);
      return rest.every(({ value }) => value === first?.value) ? first : undefined;
    },
  };
}

const read = new WeakMap<SourceFile, ReadonlyMap<string, LocalizedString>>();

/** The strings of a file by id: the text of String in v3, its Value from v4 on (v3 Localization.ParseString, v4+ LocalizationParser.ParseString). */
function stringsOf(file: SourceFile): ReadonlyMap<string, LocalizedString> {
  const known = read.get(file);
  if (known !== undefined) return known;
  const document = xmlOf(file);
  const strings = new Map<string, LocalizedString>();
  for (const element of document.root === undefined ? [] : xmlChildren(document.root)) {
    const id = element.name === "String" ? xmlAttribute(document, element, "Id")?.value : undefined;
    const value = xmlAttribute(document, element, "Value") ?? xmlText(document, element);
    if (id === undefined || value === undefined) continue;
    strings.set(id, { value, overridable: xmlAttribute(document, element, "Overridable")?.value === "yes" });
  }
  read.set(file, strings);
  return strings;
}
