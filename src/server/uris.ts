/**
 * The engine's path of a URI: absolute with `/`, the drive letter in upper case. Undefined for what is no file of the disk.
 *
 * `file:///c%3A/My%20Setup/a.wxs` is `C:/My Setup/a.wxs`; `file://server/share/a.wxs` is `//server/share/a.wxs`, which the engine never opens.
 */
export function pathOfUri(uri: string): string | undefined {
  const match = /^file:\/\/([^/?#]*)(\/[^?#]*)$/i.exec(uri);
  if (match === null) return undefined;
  const [, host = "", encoded = ""] = match;
  const path = decode(encoded);
  if (path === undefined || path.includes("\0")) return undefined;
  if (host !== "" && host !== "localhost") return `//${host}${path}`;
  return /^\/[A-Za-z]:(\/|$)/.test(path) ? path.charAt(1).toUpperCase() + path.slice(2) : path;
}

/** The file URI of a path of the engine, spelled as VS Code spells it (`file:///c%3A/My%20Setup/a.wxs`). */
export function uriOfPath(path: string): string {
  const drive = /^([A-Za-z]):(\/.*|)$/.exec(path);
  if (drive !== null) return `file:///${(drive[1] ?? "").toLowerCase()}%3A${encode(drive[2] ?? "")}`;
  return path.startsWith("//") ? `file:${encode(path)}` : `file://${encode(path)}`;
}

/**
 * The path under which the engine knows a document that is no file of the disk: nothing lies there but what the editor shows.
 *
 * `untitled:Untitled-1` is `/untitled:/Untitled-1`; two documents of one virtual folder stay beside each other.
 */
export function pathOfVirtualUri(uri: string): string {
  const match = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/i.exec(uri);
  const [, scheme = "", authority = "", encoded = ""] = match ?? ["", "unknown", "", uri];
  const path = (decode(encoded) ?? encoded).replace(/^\/*/, "");
  return `/${scheme}:${authority}/${path}`;
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    // A lone `%`: no editor writes such a URI, and no file can be meant by it.
    return undefined;
  }
}

/** Encodes as VS Code's own URI class does, so that clients which compare text find the document they have open. */
function encode(path: string): string {
  return path
    .split("/")
    .map((segment) =>
      encodeURIComponent(segment).replace(/[!'()*]/g, (unit) => `%${unit.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join("/");
}
