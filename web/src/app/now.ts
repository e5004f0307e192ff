/** The time, for what ages on screen: changes once per interval, the same for every reader. */
import { useCallback, useSyncExternalStore } from "react";

export function useNow(intervalMs = 1000): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      const timer = setInterval(changed, intervalMs);
      return () => {
        clearInterval(timer);
      };
    },
    [intervalMs],
  );
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / intervalMs) * intervalMs);
}
