/** What the page and its decoder worker say to each other. */

import type { Delay } from "./link";
import type { Draw, Driver, Erase, InputEvent, Marked, Unmarked } from "./messages";
import type { ConsoleStatus } from "./status";
import type { Transport } from "./wire";
import type { Box } from "./wireFormat";

/** What the site measured of its link to the hub; null: not measured. */
export interface SiteLink {
  bitsPerS: number | null;
  /** The least round trip of the last seconds. */
  roundTripMs: number | null;
  /** What pictures have waited beyond that lately. */
  queueingMs: number | null;
  /** Of the site's packets, lately. */
  lossPercent: number | null;
  transport: Transport | null;
}

export type ToWorker =
  | { type: "start"; url: string; canvas: OffscreenCanvas; tryQuic: boolean }
  | { type: "input"; epoch: number; event: InputEvent }
  | { type: "refresh" }
  | { type: "visible"; visible: boolean }
  | { type: "pace"; mostHz: number | null }
  | { type: "mark"; message: Draw | Erase }
  /** Answered by a `picture` of the same id. */
  | { type: "takePicture"; id: number }
  | { type: "stop" };

export type FromWorker =
  | { type: "status"; status: ConsoleStatus }
  | { type: "size"; width: number; height: number }
  | { type: "exact"; exact: boolean; inexact: readonly Box[] }
  | { type: "delay"; delay: Delay }
  | { type: "transport"; transport: Transport }
  | { type: "quic"; works: boolean }
  | { type: "driver"; driver: Driver | null }
  | { type: "watchers"; names: string[] }
  | { type: "cursor"; hotX: number; hotY: number; png: string }
  | { type: "pointer"; x: number; y: number }
  | { type: "inputRefused"; seq: number; reason: string }
  | { type: "joined"; viewerId: string }
  /** Bits that came from the hub within the last second. */
  | { type: "rate"; bitsPerS: number }
  | { type: "siteLink"; siteLink: SiteLink }
  | { type: "mark"; message: Marked | Unmarked }
  /** The canvas in full, losslessly; null where there is none or it cannot be read. */
  | { type: "picture"; id: number; png: Blob | null };
