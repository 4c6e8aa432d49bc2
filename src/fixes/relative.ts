import { nameOf } from "../model/path.ts";

/** The path of a file as sources on Windows spell it from a folder, as in `..\redist\Viewer.msi`; absolute where they share no folder. */
export function relativePath(folder: string, file: string): string {
  const from = folder.split("/").filter((segment) => segment !== "");
  const to = file.split("/").filter((segment) => segment !== "");
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  if (same === 0 && from.length > 0) return file.replaceAll("/", "\\");
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("\\");
}

/** A name made an identifier of WiX: `vc_redist.x64.exe` is `vc_redist.x64`, `2go-setup.msi` is `_2go_setup`. */
export function identifierFrom(fileName: string): string {
  const stem = nameOf(fileName).replace(/\.[^.]*$/, "");
  const legal = stem.replaceAll(/[^A-Za-z0-9_.]/g, "_").slice(0, 60);
  return /^[A-Za-z_]/.test(legal) ? legal : `_${legal}`;
}
