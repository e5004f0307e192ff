/** One element of the page on the whole display. */
import { useCallback, useSyncExternalStore, type RefObject } from "react";

function subscribe(listener: () => void): () => void {
  document.addEventListener("fullscreenchange", listener);
  return () => {
    document.removeEventListener("fullscreenchange", listener);
  };
}

export function useFullScreen(element: RefObject<HTMLElement | null>): [boolean, () => void] {
  const full = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  const toggle = useCallback(() => {
    // A browser may refuse (a frame without the permission): the page then stays as it is.
    if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    else void element.current?.requestFullscreen().catch(() => undefined);
  }, [element]);
  return [full, toggle];
}
