import type { Site } from "../model/site.ts";
import type { Judgement } from "./judge.ts";

/** Leaves of the judgement of a package as a transform makes it what the transform has a part in: its rows, or values that it sets. */
export function onlyChanged(judgement: Judgement): Judgement {
  const { changes } = judgement.database;
  if (changes === undefined) return judgement;
  const touched = (sites: readonly (Site | undefined)[]) => sites.some((site) => site?.file === changes);
  return {
    ...judgement,
    verdicts: judgement.verdicts.filter(({ verdict: { site, related, occurrence } }) => {
      const { step } = occurrence;
      return touched([site, step.definition?.site, step.row.site, ...related.map((one) => one.site)]);
    }),
    actions: judgement.actions.filter(({ site, steps, trail }) =>
      touched([site, ...steps.map(({ row }) => row.site), ...trail.map((one) => one.site)]),
    ),
  };
}
