/** The state of the live subscription, for banners and marks of age. */
import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import { applyLive, keys } from "./patch";
import { LiveSocket, type Listener, type LiveState } from "./socket";

interface Live {
  state: LiveState;
  /** When the connection was lost, ms since 1970. */
  lostAt: number | null;
}

let current: Live = { state: "connecting", lostAt: null };
const listeners = new Set<() => void>();

function change(state: LiveState): void {
  const lostAt = state === "live" ? null : (current.lostAt ?? (state === "lost" ? Date.now() : null));
  current = { state, lostAt };
  for (const listener of listeners) listener();
}

export function useLive(): Live {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    () => current,
  );
}

function address(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/live`;
}

const ANSWER_WITHIN_MS = 3_000;

async function answers(): Promise<boolean> {
  try {
    await fetch("/api/health", { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

/** Keep the cache current while mounted; read everything anew after each connection. */
export function useLiveSubscription(client: QueryClient): void {
  useEffect(() => {
    const listener: Listener = {
      onMessage: (message) => {
        applyLive(client, message);
      },
      onState: (state) => {
        change(state);
        if (state === "live") void client.invalidateQueries();
        // A refused connection may mean that the sign-in ended; asking who we are tells.
        if (state === "lost") void client.invalidateQueries({ queryKey: keys.me });
      },
    };
    const socket = new LiveSocket(address(), listener, { open: (url) => new WebSocket(url), answers });
    socket.start();
    return () => {
      socket.stop();
    };
  }, [client]);
}
