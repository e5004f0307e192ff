/** What is said besides pictures: see `telescan/console/messages.py`. */

export type InputEvent =
  | { kind: "pointer"; x: number; y: number; buttons: number; wheel_x: number; wheel_y: number }
  | { kind: "key"; keysym: number; code: string; down: boolean }
  | {
      kind: "release";
      /** The newest late input that we were told of. */
      heard_refusal?: number;
    };

export type ToHub =
  | { type: "hello"; codecs: number[] }
  | { type: "ack"; generation: number }
  | { type: "refresh" }
  | { type: "ping"; id: number }
  | { type: "input"; seq: number; epoch: number; event: InputEvent; at_ms: number | null };

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
  | { type: "joined"; viewer_id: string; from_generation: number }
  | { type: "refused"; viewer_id: string; reason: RefusalReason }
  | { type: "ended"; viewer_id: string; reason: RefusalReason }
  | { type: "pong"; viewer_id: string; id: number; by: "hub" | "site"; site_ms: number | null }
  | { type: "input_refused"; viewer_id: string; seq: number; reason: string }
  | { type: "watchers"; names: string[] };
