/** The folder of a path, without the final `/` (`/a` for `/a/b.wxs`). */
export function folderOf(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut <= 0 ? "/" : path.slice(0, cut);
}

/** The last segment of a path, whichever slash it is written with. */
export function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** The extension in lower case with its dot, `""` where the name has none. */
export function extensionOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot).toLowerCase();
}

/** True for a path that names a machine or a device (`\\server\share`, `\\?\C:\x`), which nothing here ever opens. */
export function isUncOrDevice(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

/**
 * `path` as written in a source, made absolute against `folder`: backslashes become `/`, `.` and `..` are resolved.
 * Undefined for UNC and device paths, and where `..` leads above the root.
 */
export function resolvePath(folder: string, path: string): string | undefined {
  if (isUncOrDevice(path)) return undefined;
  const slashed = path.replaceAll("\\", "/");
  const absolute = slashed.startsWith("/") || /^[A-Za-z]:\//.test(slashed) ? slashed : `${folder}/${slashed}`;
  return normalise(absolute);
}

function normalise(absolute: string): string | undefined {
  const out: string[] = [];
  for (const segment of absolute.split("/")) {
    if (segment === "..") {
      if (out.length <= 1) return undefined;
      out.pop();
    } else if (segment !== "." && (segment !== "" || out.length === 0)) out.push(segment);
  }
  const joined = out.join("/");
  return joined === "" ? "/" : joined;
}

/** True where `path` is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
