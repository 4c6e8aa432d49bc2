// What the VSIX files hold: one for each Windows on which the live state can be read, with koffi's binary for it, and a universal one without.
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./toolchain.mjs";

const megabytes = 2;

/** The targets, as `vsce --target` calls them, for which koffi's binary is packed. */
export const targets = ["win32-x64", "win32-arm64"];

/** Where koffi lies in a VSIX for Windows: the programs in dist find it there as Node finds any package. */
const koffi = "dist/node_modules/koffi";

/** Of koffi's package what an ES module loads, and its licence. The rest is its sources, for those who build it. */
const koffiFiles = ["package.json", "LICENSE.txt", "index.js", "src/koffi/index.js", "src/koffi/src/static.js"];

/** Where koffi looks for its binary below its own folder. */
function koffiBinary(target) {
  return `build/koffi/${target.replace("-", "_")}/koffi.node`;
}

/** Everything a VSIX may hold besides koffi. What is not listed here has no business there. */
const expected = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/[\w-]+\.c?js$/,
  /^extension\/dist\/notices\.txt$/,
  /^extension\/dist\/tree-sitter(-[\w-]+)?\.wasm$/,
  /^extension\/dist\/rules\/[a-z0-9-]+\.md$/,
  /^extension\/media\/(?:database\/)?[\w-]+\.(png|js|css)$/,
  /^extension\/syntaxes\/[\w.-]+\.json$/,
];

/** What it must hold, or it is not the extension. */
const required = [
  "package.json",
  "LICENSE.txt",
  "dist/extension.cjs",
  "dist/server.js",
  "dist/cli.js",
  "dist/installer.cjs",
  "dist/probe.js",
  "dist/notices.txt",
  "media/icon.png",
  "syntaxes/idt.tmLanguage.json",
  "media/database/main.js",
  "media/database/style.css",
];

/** The files of koffi in a VSIX: exactly these, one binary among them; none without a target. */
function koffiIn(target) {
  return target === undefined ? [] : [...koffiFiles, koffiBinary(target)].map((file) => `extension/${koffi}/${file}`);
}

/** The file of the present version for a target, named as vsce names it; without a target the universal one. */
export function vsixFile(target) {
  const { name, version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  return path.join(root, [name, ...(target === undefined ? [] : [target]), `${version}.vsix`].join("-"));
}

/**
 * Lays out in an empty folder what vsce packs for a target. Not in the repository's own dist, of which the universal VSIX and the
 * npm package are made.
 */
export function stage(folder, target) {
  const own = ["package.json", ".vscodeignore", "README.md", "CHANGELOG.md", "LICENSE", "dist", "media", "syntaxes"];
  for (const name of own) if (existsSync(path.join(root, name))) copy(name, path.join(folder, name));
  if (target === undefined) return;
  const to = path.join(folder, koffi);
  for (const file of koffiFiles) copy(path.join("node_modules/koffi", file), path.join(to, file));
  const binary = `native/node_modules/@koromix/koffi-${target}/${target.replace("-", "_")}/koffi.node`;
  copy(binary, path.join(to, koffiBinary(target)));
}

function copy(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(path.join(root, from), to, { recursive: true });
}

/** How many files a VSIX has, its size in bytes, and what is wrong with it, one sentence each. */
export function inspect(file, target) {
  const entries = zipEntries(file);
  const { size } = statSync(file);
  const native = koffiIn(target);
  const must = [...required.map((name) => `extension/${name}`), ...native];
  const faults = [
    ...entries
      .filter((entry) => !native.includes(entry) && !expected.some((shape) => shape.test(entry)))
      .map((entry) => `${entry} does not belong there`),
    ...must.filter((name) => !entries.includes(name)).map((name) => `${name} is missing`),
    ...(size > megabytes * 1024 * 1024 ? [`it has ${size} bytes, more than ${megabytes} MB`] : []),
  ];
  return { files: entries.length, size, faults };
}

/** The names of the entries of a zip file, from its central directory. */
function zipEntries(file) {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const entry = bytes.toString("utf8", at + 46, at + 46 + name);
    at += 46 + name + extra + comment;
    return entry;
  });
}
