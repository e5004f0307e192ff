/** What is said besides pictures: see `telescan/console/messages.py`. */

import type { Transport } from "./wire";

export type InputEvent =
  | { kind: "pointer"; x: number; y: number; buttons: number; wheel_x: number; wheel_y: number }
  | { kind: "key"; keysym: number; code: string; down: boolean }
  | {
      kind: "release";
      /** The newest late input that we were told of. */
      heard_refusal?: number;
    };

export type Shape = "pointer" | "freehand" | "arrow" | "box" | "circle";

/** Column and row on the scanner's screen. */
export type Point = [x: number, y: number];

/** A mark of one's own begins or goes on: its points from index `first` on are these. */
export interface Draw {
  type: "draw";
  /** One's own name for the mark; 0 is the pointer. */
  number: number;
  shape: Shape;
  stays: boolean;
  first: number;
  points: Point[];
}

/** Take away one mark of one's own, all of them (`number` null), or everybody's. */
export interface Erase {
  type: "erase";
  number: number | null;
  of_everybody: boolean;
}

/** A mark of somebody, as the hub tells of it. */
export interface Marked {
  type: "marked";
  mark_id: string;
  person_id: string;
  display_name: string;
  colour: number;
  shape: Shape;
  stays: boolean;
  first: number;
  points: Point[];
  age_ms: number;
}

export interface Unmarked {
  type: "unmarked";
  mark_ids: string[];
}

export type ToHub =
  | { type: "hello"; codecs: number[] }
  | { type: "ack"; generation: number }
  | { type: "refresh" }
  | { type: "ping"; id: number }
  | { type: "input"; seq: number; epoch: number; event: InputEvent; at_ms: number | null }
  /** 0: no picture until the next pace; null: as many as the link carries. */
  | { type: "pace"; most_hz: number | null }
  | Draw
  | Erase;

export type PictureState = "live" | "starting" | "scanner_unreachable" | "link_lost";

export type RefusalReason =
  | "not_admitted"
  | "role"
  | "admission_ended"
  | "signed_out"
  | "too_slow"
  | "bad_message"
  | "no_such_source";

export interface Driver {
  personId: string;
  displayName: string;
  epoch: number;
}

export type FromHub =
  | { type: "state"; state: PictureState; since: string }
  | { type: "driver"; person_id: string | null; display_name: string | null; epoch: number | null }
  | { type: "cursor"; hot_x: number; hot_y: number; png_base64: string }
  | { type: "pointer"; x: number; y: number }
  | {
      type: "link";
      rate_bit_per_s: number | null;
      round_trip_ms: number | null;
      queueing_ms: number | null;
      loss_percent: number | null;
      transport: Transport | null;
    }
  | { type: "joined"; viewer_id: string; from_generation: number }
  | { type: "refused"; viewer_id: string; reason: RefusalReason }
  | { type: "ended"; viewer_id: string; reason: RefusalReason }
  | { type: "pong"; viewer_id: string; id: number; by: "hub" | "site"; site_ms: number | null }
  | { type: "input_refused"; viewer_id: string; seq: number; reason: string }
  | { type: "watchers"; names: string[] }
  | Marked
  | Unmarked;
