import type { Artifact } from "../../model/artifact.ts";
import { type Artifacts, artifactKey, type Row, type Table, textOf } from "../../model/database.ts";
import { extensionOf, folderOf, resolvePath } from "../../model/path.ts";
import type { Archive } from "./archive.ts";

const STREAMS = [
  ["Binary", "Name"],
  ["Icon", "Name"],
  ["MsiEmbeddedUI", "MsiEmbeddedUI"],
] as const;

/**
 * What the cells of streams name: `binCaDll.ibd` in Binary.idt is the file `Binary/binCaDll.ibd` beside it. What such a file once was called, only the row's key may tell, as in
 * `vc_redist.x64.exe`, or its FileName where it has one.
 */
export function streamsOf(tables: ReadonlyMap<string, Table>, from: ReadonlyMap<string, Archive>): Artifacts {
  const found = new Map<string, Artifact>();
  for (const [name, column] of STREAMS) {
    const archive = from.get(name);
    for (const row of tables.get(name)?.rows ?? []) {
      const key = textOf(row, column);
      const artifact =
        archive === undefined ? undefined : streamOf(row, key ?? "", `${folderOf(archive.file)}/${name}`);
      if (key !== undefined && artifact !== undefined) found.set(artifactKey(name, key), artifact);
    }
  }
  return found;
}

function streamOf(row: Row, key: string, folder: string): Artifact | undefined {
  const cell = row.cells["Data"];
  const stream = textOf(row, "Data");
  if (cell === undefined || stream === undefined) return undefined;
  const path = resolvePath(folder, stream);
  const called = textOf(row, "FileName") ?? key;
  const named = extensionOf(called) === "" ? {} : { name: called };
  return { spelled: { value: stream, site: cell.site }, ...named, paths: path === undefined ? [] : [path] };
}
