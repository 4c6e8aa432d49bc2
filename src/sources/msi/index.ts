import type { Problem } from "../../model/problem.ts";
import { textSite } from "../../model/site.ts";
import type { Compilation, RangedSnapshot, Unit } from "../source.ts";

/** Reads a binary database (.msi, .msm, .pcp, .mst, .msp, an old .ism). Its tables are not decoded yet, and it says so. */
export function compileMsi(unit: Unit, _snapshot: RangedSnapshot): Compilation {
  const problems = unit.sources.map(
    (file): Problem => ({
      code: "binary-database",
      severity: "information",
      message: "This is a binary database: what is in it is not read yet.",
      site: textSite(file, { start: 0, end: 0 }),
    }),
  );
  return { databases: [], problems, wanted: [], dependencies: unit.sources };
}
