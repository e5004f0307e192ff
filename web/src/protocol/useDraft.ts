/** The drafts of a session's series: switching series keeps what was typed. */
import { useCallback, useMemo, useState } from "react";

import type { Prescription, Violation } from "../api/schema";
import { draftOf, edit, fitIn, replace, undo, withNearest, type Draft } from "./draft";
import { CHANGES_OTHERS, type Parameter } from "./fields";
import { askFitted } from "./queries";

export interface Drafting {
  value: Prescription;
  /** What the scanner has now. */
  asSet: Prescription;
  canUndo: boolean;
  /** The hub is asked what else changes with a choice. */
  fitting: boolean;
  edit: <P extends Parameter>(parameter: P, to: Prescription[P]) => void;
  load: (value: Prescription) => void;
  nearest: (violations: readonly Violation[]) => void;
  undo: () => void;
  reset: () => void;
}

export interface Drafts {
  of: (seriesId: string, present: Prescription) => Drafting;
  load: (seriesId: string, present: Prescription, value: Prescription) => void;
  discard: (seriesId: string) => void;
}

type Kept = Readonly<Record<string, Draft>>;

export function useDrafts(scannerId: string): Drafts {
  const [kept, setKept] = useState<Kept>({});
  const [fitting, setFitting] = useState(0);

  const change = useCallback((seriesId: string, present: Prescription, step: (draft: Draft) => Draft) => {
    setKept((all) => ({ ...all, [seriesId]: step(all[seriesId] ?? draftOf(present)) }));
  }, []);
  const discard = useCallback((seriesId: string) => {
    setKept((all) => Object.fromEntries(Object.entries(all).filter(([id]) => id !== seriesId)));
  }, []);

  const fit = useCallback(
    async (seriesId: string, present: Prescription, chosen: Prescription, because: Parameter) => {
      setFitting((count) => count + 1);
      try {
        const fitted = await askFitted(scannerId, chosen, because);
        change(seriesId, present, (now) => fitIn(now, because, chosen, fitted));
      } catch {
        // The choice stands as it was made; what it breaks is told beside each parameter.
      } finally {
        setFitting((count) => count - 1);
      }
    },
    [scannerId, change],
  );

  return useMemo(
    () => ({
      of: (seriesId, present) => {
        const draft = kept[seriesId] ?? draftOf(present);
        const act = (step: (draft: Draft) => Draft) => {
          change(seriesId, present, step);
        };
        return {
          value: draft.value,
          asSet: present,
          canUndo: draft.past.length > 0,
          fitting: fitting > 0,
          edit: (parameter, to) => {
            act((now) => edit(now, parameter, to));
            if (CHANGES_OTHERS.has(parameter)) void fit(seriesId, present, { ...draft.value, [parameter]: to }, parameter);
          },
          load: (value) => { act((now) => replace(now, value)); },
          nearest: (violations) => { act((now) => withNearest(now, violations)); },
          undo: () => { act(undo); },
          reset: () => { discard(seriesId); },
        };
      },
      load: (seriesId, present, value) => {
        change(seriesId, present, (now) => replace(now, value));
      },
      discard,
    }),
    [kept, change, discard, fit, fitting],
  );
}
