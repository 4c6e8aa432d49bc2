import { concealed, type Text } from "../text.ts";

/** An object of which it is known what its methods do. */
export type AutomationObject =
  | "installer"
  | "session"
  | "shell"
  | "shell-application"
  | "file-system"
  | "script-host"
  | "wmi"
  | "products"
  | "product"
  | "process-class"
  | "product-class"
  | "request"
  | "stream";

/** What an expression comes to. `started` is the number of the program that a process object stands for. */
export type Value =
  | { readonly kind: "text"; readonly text: Text }
  | { readonly kind: "object"; readonly object: AutomationObject; readonly at: Text }
  | { readonly kind: "process"; readonly started: number; readonly at: Text }
  /** The text is how the script spells it. */
  | { readonly kind: "unknown"; readonly text: Text };

export const unknownAt = (at: Text): Value => ({ kind: "unknown", text: concealed(at) });

/** A value as a part of another text: what is not known is spelled, and hidden. */
export const asText = (value: Value): Text => ("text" in value ? value.text : concealed(value.at));

/** The objects that CreateObject and ActiveXObject make, by the beginning of their names. */
const OBJECTS: readonly (readonly [pattern: RegExp, object: AutomationObject])[] = [
  [/^windowsinstaller\.installer$/, "installer"],
  [/^wscript\.shell(?:\.1)?$/, "shell"],
  [/^shell\.application$/, "shell-application"],
  [/^scripting\.filesystemobject$/, "file-system"],
  [/^wbemscripting\.swbemlocator$/, "wmi"],
  [/^(?:msxml2|microsoft|winhttp)\.(?:server)?(?:xmlhttp|winhttprequest)/, "request"],
  [/^adodb\.stream$/, "stream"],
];

/** What an object of this name is; undefined for one that does nothing which matters here. */
export function objectNamed(name: string): AutomationObject | undefined {
  return OBJECTS.find(([pattern]) => pattern.test(name.trim().toLowerCase()))?.[1];
}
