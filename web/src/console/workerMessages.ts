/** What the page and its decoder worker say to each other. */

import type { Delay } from "./link";
import type { Draw, Driver, Erase, InputEvent, Marked, Unmarked } from "./messages";
import type { ConsoleStatus } from "./status";
import type { Box } from "./wireFormat";

export type ToWorker =
  | { type: "start"; url: string; canvas: OffscreenCanvas }
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
  | { type: "driver"; driver: Driver | null }
  | { type: "watchers"; names: string[] }
  | { type: "cursor"; hotX: number; hotY: number; png: string }
  | { type: "pointer"; x: number; y: number }
  | { type: "inputRefused"; seq: number; reason: string }
  | { type: "joined"; viewerId: string }
  /** Bits that came from the hub within the last second. */
  | { type: "rate"; bitsPerS: number }
  | { type: "mark"; message: Marked | Unmarked }
  /** The canvas in full, losslessly; null where there is none or it cannot be read. */
  | { type: "picture"; id: number; png: Blob | null };
