import type { Generation } from "./compileSection.ts";
import type { Element } from "./tree.ts";

/**
 * The root element of a patch file: what stands in each of its fragments is copied by CPack into the element of that id in the sources it writes.
 * `#PRODUCT` is the product itself and `#PRODUCTFEATURE` its outermost feature.
 *
 * @see https://cmake.org/cmake/help/latest/cpack_gen/wix.html#variable:CPACK_WIX_PATCH_FILE
 */
export const PATCH_ROOT = "CPackWiXPatch";

/** What CPack allows in the root (cmWIXPatchParser::StartElement). */
export const PATCH_FRAGMENT = "CPackWiXFragment";

/** What only sources from WiX 4 on say, by element. */
const SINCE_4: Readonly<Record<string, readonly string[]>> = {
  CustomAction: ["BinaryRef", "FileRef", "ScriptSourceFile", "Bitness"],
  Custom: ["Condition"],
  Publish: ["Condition"],
  Launch: ["Condition"],
  Level: ["Value"],
  Component: ["Condition", "Bitness"],
};

/** The language of a patch file, which has no namespace of its own: WiX 3, which is what CPack builds with unless it is told otherwise, where nothing in it is newer. */
export function patchGeneration(root: Element): Generation {
  return isNewer(root) ? "wix4" : "wix3";
}

function isNewer(element: Element): boolean {
  if (element.name === "StandardDirectory" || element.namespace.startsWith("http://wixtoolset.org/")) return true;
  const newer = Object.hasOwn(SINCE_4, element.name) ? SINCE_4[element.name] : undefined;
  return newer?.some((name) => element.has(name)) === true || element.children.some(isNewer);
}
