// Runs the rest of the command line with a Node that reads TypeScript: `node scripts/node.mjs test/bench/main.ts`.
import process from "node:process";
import { requireNode, run } from "./toolchain.mjs";

process.exitCode = await run(requireNode(), process.argv.slice(2), { cwd: process.cwd() });
