// `npm run bench`: sets up, builds and packs what is measured, and prints the table of test/bench.
import process from "node:process";
import { packExtension } from "./package.mjs";
import { setUpUnit } from "./setup.mjs";
import { requireNode, run } from "./toolchain.mjs";

const reason = (await setUpUnit()) ?? ((await packExtension()) === 0 ? undefined : "the extension could not be built");
if (reason !== undefined) console.error(`npm run bench: ${reason}.`);
process.exitCode = reason === undefined ? await run(requireNode(), ["test/bench/main.ts"]) : 3;
