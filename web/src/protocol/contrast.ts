/** How far two tissues are apart, before and after. Pure. */
import type { Consequences, Tissue, TissueContrast } from "../api/schema";

/** Two tissues, in the order in which their contrast was told first. */
export type Pair = readonly [Tissue, Tissue];

export const GRAY_WHITE: Pair = ["gray_matter", "white_matter"];

export const keyOf = (pair: Pair): string => [...pair].sort().join("-");

/** The pairs whose contrast is known, gray and white matter first. */
export function pairsOf({ contrasts }: Consequences): Pair[] {
  const pairs = contrasts.map(({ brighter, darker }): Pair => [brighter, darker]);
  const isUsual = (pair: Pair) => keyOf(pair) === keyOf(GRAY_WHITE);
  const usual = pairs.some(isUsual) ? [GRAY_WHITE] : [];
  // Which of two is brighter may change with every keystroke; their order in the list must not.
  return [...usual, ...pairs.filter((pair) => !isUsual(pair)).map((pair): Pair => [...pair].sort() as [Tissue, Tissue])];
}

export function contrastOf({ contrasts }: Consequences, pair: Pair): TissueContrast | undefined {
  return contrasts.find(({ brighter, darker }) => keyOf([brighter, darker]) === keyOf(pair));
}
