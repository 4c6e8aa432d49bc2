// Checks the types of src and test, of the webviews' scripts in media, and of test/host where its packages are installed.
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { requireNode, root, run } from "./toolchain.mjs";

const tsc = ["node_modules/typescript/bin/tsc", "--noEmit"];
let code = await run(requireNode(), [...tsc, "-p", "."]);
code = (await run(requireNode(), [...tsc, "-p", "media"])) || code;
if (existsSync(path.join(root, "test/host/tsconfig.json"))) {
  if (existsSync(path.join(root, "test/host/node_modules"))) {
    code = (await run(requireNode(), [...tsc, "-p", "test/host"])) || code;
  } else {
    console.log("test/host is not installed (`npm run setup`): its types were not checked.");
  }
}
process.exitCode = code;
