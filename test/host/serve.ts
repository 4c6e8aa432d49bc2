// Shows samples/ in VS Code's page with the extension from a VSIX: `node serve.ts FILE.vsix [--once]`. Started by `npm start`.
import path from "node:path";
import { startVsCode } from "./vscode.ts";

const [vsix, once] = process.argv.slice(2);
if (vsix === undefined) throw new Error("usage: node serve.ts FILE.vsix [--once]");
// Ctrl-C is how this ends: no failure. Whatever ends this process ends the server too.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
const vscode = await startVsCode({ vsix });
console.log(`\nVS Code shows samples/ at ${vscode.address(path.resolve(import.meta.dirname, "../../samples"))}`);
if (once === "--once") await vscode.stop();
else console.log("Only this machine can reach it. Press Ctrl-C to end.");
