// A helper that answers with the readings of the file that $MSI1618_TEST_READINGS names, read anew for each look.
import { readFileSync } from "node:fs";
import process from "node:process";

process.on("message", ({ id }) => {
  const readings = JSON.parse(readFileSync(process.env.MSI1618_TEST_READINGS, "utf8"));
  process.send({ kind: "readings", id, readings });
});
process.on("disconnect", () => process.exit(0));
