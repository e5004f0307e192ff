/** The ways to one console, from its WebSocket's address: that, and QUIC by a pass of the hub. */

import type { QuicPass } from "../api/schema";
import { QuickestWire } from "./quickestWire";
import { type Asked, QuicWire } from "./quicWire";
import type { Transport, Wire } from "./wire";

export interface WayEvents {
  took(transport: Transport): void;
  /** Whether QUIC gets through, once it was tried. */
  learned(quicWorks: boolean): void;
}

export function openConsole(url: string, tryQuic: boolean, events: WayEvents): Wire {
  const quic = tryQuic && "WebTransport" in globalThis;
  return new QuickestWire({
    openWebSocket: () => new WebSocket(url),
    openQuic: quic ? (promising) => new QuicWire(askedBy(url), () => fetchPass(url), promising) : null,
    now: () => performance.now(),
    ...events,
  });
}

function askedBy(url: string): Asked {
  const { pathname, searchParams } = new URL(url);
  return {
    scannerId: decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1)),
    sourceId: searchParams.get("source_id") ?? "console",
  };
}

async function fetchPass(url: string): Promise<QuicPass | null> {
  const place = new URL(url.replace(/^ws/, "http"));
  place.pathname += "/pass";
  const answer = await fetch(place, { method: "POST" });
  return answer.ok ? ((await answer.json()) as QuicPass | null) : null;
}
