import type { Assumption } from "../model/database.ts";

/** True where two rows stand in branches of the sources that cannot both be taken, as those of an `<?if?>` and of its `<?else?>`. */
export function excludeEachOther(some: readonly Assumption[], others: readonly Assumption[]): boolean {
  if (some.length === 0 || others.length === 0) return false;
  const texts = new Set(others.map((one) => one.text));
  return some.some(({ text }) => oppositesOf(text).some((opposite) => texts.has(opposite)));
}

/** The forms in which the preprocessor says that a condition fails: `not (A)` for `A`, `A is not defined` for `A is defined`. */
function oppositesOf(text: string): readonly string[] {
  const denied = /^not \((.*)\)$/s.exec(text)?.[1];
  const defined = text.endsWith(" is defined") ? [text.replace(/ is defined$/, " is not defined")] : [];
  const missing = text.endsWith(" is not defined") ? [text.replace(/ is not defined$/, " is defined")] : [];
  return [`not (${text})`, ...(denied === undefined ? [] : [denied]), ...defined, ...missing];
}
