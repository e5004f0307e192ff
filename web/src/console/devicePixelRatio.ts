/** Pixels of the display for one of CSS; changes with the browser's own zoom and between displays. */

import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  let query: MediaQueryList | undefined;
  const follow = () => {
    query?.removeEventListener("change", changed);
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", changed);
  };
  const changed = () => {
    follow();
    listener();
  };
  follow();
  return () => query?.removeEventListener("change", changed);
}

export function useDevicePixelRatio(): number {
  return useSyncExternalStore(subscribe, () => window.devicePixelRatio);
}
