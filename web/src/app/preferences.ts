/** What a person likes on this device: language and theme. Remembered in the browser. */
import { useSyncExternalStore } from "react";

export type Language = "zh-CN" | "en";
export type Theme = "dark" | "light";

export interface Preferences {
  language: Language;
  theme: Theme;
}

const KEY = "telescan.preferences";
const listeners = new Set<() => void>();

function fromBrowser(): Language {
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

function read(): Preferences {
  let kept: Partial<Preferences> = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
  } catch {
    // A damaged entry is the same as none.
  }
  return {
    language: kept.language === "zh-CN" || kept.language === "en" ? kept.language : fromBrowser(),
    theme: kept.theme === "light" ? "light" : "dark",
  };
}

let current: Preferences | null = null;

export function preferences(): Preferences {
  current ??= read();
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...preferences(), ...change };
  localStorage.setItem(KEY, JSON.stringify(current));
  for (const listener of listeners) listener();
}

export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, preferences);
}
