/** How large each person likes each scanner's screen, remembered in this browser. */
import { useCallback, useState } from "react";

import { keptView, type View } from "../console/zoom";

const keyOf = (personId: string, scannerId: string) => `telescan.console.${personId}.${scannerId}`;

export function useKeptView(personId: string, scannerId: string): [View, (view: View) => void] {
  const key = keyOf(personId, scannerId);
  const [view, setView] = useState<View>(() => keptView(localStorage.getItem(key)));
  const keep = useCallback(
    (next: View) => {
      setView(next);
      localStorage.setItem(key, String(next));
    },
    [key],
  );
  return [view, keep];
}
