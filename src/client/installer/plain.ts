/** Control characters, line ends, and marks that turn the direction of writing or are not seen: a name with them would not look like what it is. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text of the machine on one line, every character of it visible. Terminals take no command from it. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, "\ufffd");
}

/** The same for the status bar, where `$(name)` would be drawn as an icon. */
export function withoutIcons(text: string): string {
  return oneLine(text).replace(/\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi, "\\$&");
}

/** The same for Markdown: every ASCII punctuation mark may stand for itself after a backslash (CommonMark 2.4), and nothing else is markup inside a line. */
export function withoutMarkup(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

/** A file name of at most `length` characters: where it is longer its middle is left out, as in `Contoso.Suite…x64.msi`. */
export function shortened(name: string, length: number): string {
  const characters = [...name];
  if (characters.length <= length) return name;
  const end = Math.floor(length / 3);
  return `${characters.slice(0, length - end - 1).join("")}…${characters.slice(-end).join("")}`;
}
