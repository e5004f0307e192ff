/** The words of a scanner's own console, so that an expert of one vendor can guide another. */
import { useQuery } from "@tanstack/react-query";

import { call } from "../api/client";
import type { Sequence, VendorWords, Vocabulary } from "../api/schema";
import type { Parameter } from "./fields";
import { useValues } from "./values";

export interface VendorNames {
  /** What the console calls this parameter; null where our name says the same. */
  parameter: (parameter: Parameter) => string | null;
  sequence: (sequence: Sequence) => string | null;
}

/** Whether a name already contains the vendor's word, whole. */
export function says(name: string, word: string): boolean {
  const words = (text: string) => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
  return words(name).includes(words(word));
}

export function useVendorNames(vocabulary: Vocabulary | undefined): VendorNames {
  const { name } = useValues();
  const { data } = useQuery({
    queryKey: ["vocabulary"],
    queryFn: ({ signal }) => call<Partial<Record<Vocabulary, VendorWords>>>("GET", "/api/vocabulary", { signal }),
    staleTime: Infinity,
  });
  const words = vocabulary ? data?.[vocabulary] : undefined;
  return {
    parameter: (parameter) => {
      const word = words?.parameters[parameter];
      return word && !says(name(parameter), word) ? word : null;
    },
    sequence: (sequence) => words?.sequences[sequence] ?? null,
  };
}
