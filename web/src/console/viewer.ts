/** A console on a page, without any framework: a canvas, its worker, input, and what is known of it. */

import { InputCapture } from "./inputCapture";
import type { Delay } from "./link";
import type { Driver, InputEvent } from "./messages";
import type { Size } from "./pointer";
import type { ConsoleStatus } from "./status";
import type { Box } from "./wireFormat";
import type { FromWorker, ToWorker } from "./workerMessages";

/** Everything that can be shown around the picture. */
export interface ConsoleState {
  status: ConsoleStatus;
  /** The scanner's screen in pixels; null before the first picture. */
  size: Size | null;
  /** Every pixel shown is the scanner's own. */
  exact: boolean;
  /** Where the picture only looks like the scanner's: rectangles of its screen without overlap. */
  inexact: readonly Box[];
  delay: Delay;
  driver: Driver | null;
  watchers: readonly string[];
  /** Where the driver's pointer is on the scanner's screen. */
  pointer: { x: number; y: number } | null;
  cursor: { hotX: number; hotY: number; url: string } | null;
  /** The last input that the site refused, and why; null where none was. */
  refusal: { seq: number; reason: string } | null;
}

export const startState: ConsoleState = {
  status: { kind: "connecting" },
  size: null,
  exact: false,
  inexact: [],
  delay: { hubMs: null, siteMs: null },
  driver: null,
  watchers: [],
  pointer: null,
  cursor: null,
  refusal: null,
};

/** The state after a message of the worker. */
export function after(state: ConsoleState, message: FromWorker): ConsoleState {
  switch (message.type) {
    case "status":
      return { ...state, status: message.status };
    case "size":
      return { ...state, size: { width: message.width, height: message.height } };
    case "exact":
      return { ...state, exact: message.exact, inexact: message.inexact };
    case "delay":
      return { ...state, delay: message.delay };
    case "driver":
      return { ...state, driver: message.driver };
    case "watchers":
      return { ...state, watchers: message.names };
    case "cursor": {
      const url = `data:image/png;base64,${message.png}`;
      const cursor = message.png === "" ? null : { hotX: message.hotX, hotY: message.hotY, url };
      return { ...state, cursor };
    }
    case "pointer":
      return { ...state, pointer: { x: message.x, y: message.y } };
    case "inputRefused":
      return { ...state, refusal: { seq: message.seq, reason: message.reason } };
  }
}

/** The operator's console, which every scanner has. */
export const DEFAULT_SOURCE_ID = "console";

/** Where one of a scanner's sources is, seen from this page. */
export function consoleUrl(
  scannerId: string,
  sessionId: string | null,
  page: Pick<Location, "protocol" | "host">,
  sourceId: string = DEFAULT_SOURCE_ID,
): string {
  const scheme = page.protocol === "https:" ? "wss:" : "ws:";
  const query = new URLSearchParams({ source_id: sourceId });
  if (sessionId !== null) query.set("session_id", sessionId);
  return `${scheme}//${page.host}/api/console/${encodeURIComponent(scannerId)}?${query.toString()}`;
}

export class ConsoleViewer {
  readonly canvas: HTMLCanvasElement;
  private current = startState;
  private epoch: number | null = null;
  private readonly worker: Worker;
  private readonly input: InputCapture;
  private readonly onVisibility = () => this.tellVisible();

  /** Puts a canvas into `element`, which must be able to have the focus. */
  constructor(
    element: HTMLElement,
    url: string,
    private readonly changed: (state: ConsoleState) => void,
  ) {
    this.canvas = document.createElement("canvas");
    element.prepend(this.canvas);
    this.worker = new Worker(new URL("./console.worker.ts", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.learn(data);
    const offscreen = this.canvas.transferControlToOffscreen();
    this.post({ type: "start", url, canvas: offscreen }, [offscreen]);
    this.input = new InputCapture(
      element,
      this.canvas,
      () => this.current.size ?? { width: 1, height: 1 },
      (event) => this.send(event),
    );
    document.addEventListener("visibilitychange", this.onVisibility);
    this.tellVisible();
  }

  get state(): ConsoleState {
    return this.current;
  }

  /** Drive under this lease, or only watch (null). */
  control(epoch: number | null): void {
    if (epoch === this.epoch) return;
    this.input.drive(false);
    this.epoch = epoch;
    this.input.drive(epoch !== null);
    this.tellVisible();
  }

  /** Ask for the whole picture again. */
  refresh(): void {
    this.post({ type: "refresh" });
  }

  end(): void {
    this.input.end();
    this.post({ type: "stop" });
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.canvas.remove();
  }

  private send(event: InputEvent): void {
    if (this.epoch !== null) this.post({ type: "input", epoch: this.epoch, event });
  }

  private learn(message: FromWorker): void {
    if (message.type === "inputRefused" && message.reason === "late") this.input.startAnew(message.seq);
    const next = after(this.current, message);
    if (next === this.current) return;
    this.current = next;
    this.changed(next);
  }

  private tellVisible(): void {
    this.post({ type: "visible", visible: document.visibilityState === "visible" });
  }

  private post(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}
