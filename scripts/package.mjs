// Builds for production and packs the VSIX files, one for each Windows and a universal one, then checks what they hold and how large they are.
//   npm run package
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { setUpNative, setUpUnit } from "./setup.mjs";
import { requireNode, root, run } from "./toolchain.mjs";
import { inspect, stage, targets, vsixFile } from "./vsix.mjs";

/** Packs and checks the VSIX of a target; the exit code is 0 where it is what it should be. */
async function pack(target) {
  const folder = mkdtempSync(path.join(tmpdir(), "msi1618-vsix-"));
  try {
    stage(folder, target);
    const vsce = [path.join(root, "node_modules/@vscode/vsce/vsce"), "package", "--no-dependencies"];
    const plain = ["--no-rewrite-relative-links", "--allow-missing-repository", "--out", vsixFile(target)];
    const options = [...plain, ...(target === undefined ? [] : ["--target", target])];
    const code = await run(requireNode(), [...vsce, ...options], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (code !== 0) return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const name = path.basename(vsixFile(target));
  const { files, size, faults } = inspect(vsixFile(target), target);
  for (const fault of faults) console.error(`${name}: ${fault}`);
  console.log(`${name}: ${files} files, ${size} bytes`);
  return faults.length === 0 ? 0 : 1;
}

/** Builds, packs and checks; the exit code is 0 where every VSIX is what it should be. */
export async function packExtension() {
  const missing = (await setUpUnit()) ?? (await setUpNative());
  if (missing !== undefined) {
    console.error(missing);
    return 3;
  }
  const built = await run(requireNode(), ["esbuild.mjs", "--production"]);
  if (built !== 0) return built;
  const codes = await Promise.all([undefined, ...targets].map(pack));
  return Math.max(...codes);
}

if (process.argv[1] === import.meta.filename) process.exitCode = await packExtension();
