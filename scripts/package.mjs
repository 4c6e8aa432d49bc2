// Builds for production and packs the VSIX, then checks what it holds and how large it is.
//   npm run package
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { requireNode, root, run } from "./toolchain.mjs";

const megabytes = 2;

/** Everything a VSIX may hold. What is not listed here has no business there. */
const expected = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/[\w-]+\.c?js$/,
  /^extension\/dist\/rules\/[a-z0-9-]+\.md$/,
  /^extension\/media\/[\w-]+\.(png|js|css)$/,
  /^extension\/syntaxes\/[\w-]+\.json$/,
];

/** What it must hold, or it is not the extension. */
const required = [
  "package.json",
  "LICENSE.txt",
  "dist/extension.cjs",
  "dist/server.js",
  "dist/cli.js",
  "media/icon.png",
];

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

/** What is wrong with a VSIX, one sentence each. */
function faults(file) {
  const entries = zipEntries(file);
  const { size } = statSync(file);
  return [
    ...entries
      .filter((entry) => !expected.some((shape) => shape.test(entry)))
      .map((entry) => `${entry} does not belong there`),
    ...required.filter((name) => !entries.includes(`extension/${name}`)).map((name) => `${name} is missing`),
    ...(size > megabytes * 1024 * 1024 ? [`it has ${size} bytes, more than ${megabytes} MB`] : []),
  ];
}

/** Where the VSIX of the present version is written. */
export function vsixFile() {
  const { name, version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  return path.join(root, `${name}-${version}.vsix`);
}

/** Builds, packs and checks; the exit code is 0 where the VSIX is what it should be. */
export async function packExtension() {
  const node = requireNode();
  const built = await run(node, ["esbuild.mjs", "--production"]);
  if (built !== 0) return built;
  const vsce = ["node_modules/@vscode/vsce/vsce", "package", "--no-dependencies", "--no-rewrite-relative-links"];
  const packed = await run(node, [...vsce, "--allow-missing-repository", "--out", vsixFile()], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (packed !== 0) return packed;
  const wrong = faults(vsixFile());
  for (const fault of wrong) console.error(`${path.basename(vsixFile())}: ${fault}`);
  console.log(
    `${path.basename(vsixFile())}: ${zipEntries(vsixFile()).length} files, ${statSync(vsixFile()).size} bytes`,
  );
  return wrong.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) process.exitCode = await packExtension();
