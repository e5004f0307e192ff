/**
 * Keyboard shortcuts. A component registers one while it is on screen; the help dialog lists those
 * that are. Plain keys are left alone while somebody types; keys with Ctrl, and function keys, work
 * in fields too. A console that somebody drives keeps all keys to itself and lets none through.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

export interface Shortcut {
  /** As `Ctrl+Enter`, `F9`, `?`. */
  keys: string;
  label: string;
}

interface Registered extends Shortcut {
  run: () => void;
}

let registered: readonly Registered[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Registered[]): void {
  registered = next;
  for (const listener of listeners) listener();
}

/** Name the combination that a key event stands for. */
export function keysOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  return `${control}${event.altKey ? "Alt+" : ""}${key}`;
}

/** Tell whether the field that somebody types in needs the event itself. */
export function isTaken(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  const typing = target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
  if (!typing) return false;
  // Text has an undo of its own; where edits are the page's, the field says so.
  if (keysOf(event) === "Ctrl+Z") return target.closest("[data-undo='page']") === null;
  return !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d+$/.test(event.key);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat || isTaken(event)) return;
  const found = registered.findLast((shortcut) => shortcut.keys === keysOf(event));
  if (!found) return;
  event.preventDefault();
  found.run();
}

export function listenForShortcuts(): () => void {
  window.addEventListener("keydown", onKeyDown);
  return () => {
    window.removeEventListener("keydown", onKeyDown);
  };
}

export function useShortcut(keys: string, label: string, run: () => void, enabled = true): void {
  const latest = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return;
    const mine: Registered = { keys, label, run: () => { latest(); } };
    change([...registered, mine]);
    return () => {
      change(registered.filter((other) => other !== mine));
    };
  }, [keys, label, enabled]);
}

export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => registered,
  );
}
