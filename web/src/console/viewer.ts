/** A console on a page, without any framework: a canvas, its worker, input, and what is known of it. */

import { InputCapture } from "./inputCapture";
import type { Delay } from "./link";
import { withDelay } from "./delays";
import { MarkStore } from "./marks";
import type { Draw, Driver, Erase, InputEvent } from "./messages";
import type { Size } from "./pointer";
import type { ConsoleStatus } from "./status";
import { VisibilityWatch } from "./visibility";
import type { Box } from "./wireFormat";
import { quicMayWork, rememberQuic } from "./quicMemory";
import type { Transport } from "./wire";
import type { FromWorker, SiteLink, ToWorker } from "./workerMessages";

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
  /** Round trips to the site of the last minute, milliseconds, newest last. */
  delaysMs: readonly number[];
  /** What comes from the hub; null until measured. */
  bitsPerS: number | null;
  siteLink: SiteLink;
  /** What the console came over, at last. */
  transport: Transport | null;
  driver: Driver | null;
  watchers: readonly string[];
  /** Where the driver's pointer is on the scanner's screen. */
  pointer: { x: number; y: number } | null;
  cursor: { hotX: number; hotY: number; url: string } | null;
  /** The last input that the site refused, and why; null where none was. */
  refusal: { seq: number; reason: string } | null;
}

const unmeasured: SiteLink = {
  bitsPerS: null,
  roundTripMs: null,
  queueingMs: null,
  lossPercent: null,
  transport: null,
};

export const startState: ConsoleState = {
  status: { kind: "connecting" },
  size: null,
  exact: false,
  inexact: [],
  delay: { hubMs: null, siteMs: null },
  delaysMs: [],
  bitsPerS: null,
  siteLink: unmeasured,
  transport: null,
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
      // What was measured before an outage says nothing of now.
      return message.status.kind === "live"
        ? { ...state, status: message.status }
        : { ...state, status: message.status, delaysMs: [], bitsPerS: null, siteLink: unmeasured };
    case "size":
      return { ...state, size: { width: message.width, height: message.height } };
    case "exact":
      return { ...state, exact: message.exact, inexact: message.inexact };
    case "delay":
      return { ...state, delay: message.delay, delaysMs: withDelay(state, message.delay) };
    case "transport":
      return { ...state, transport: message.transport };
    case "quic":
      return state;
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
    case "siteLink":
      return { ...state, siteLink: message.siteLink };
    case "rate":
      return state.bitsPerS === message.bitsPerS ? state : { ...state, bitsPerS: message.bitsPerS };
    default:
      return state;
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
  private lastPicture = 0;
  private readonly worker: Worker;
  private readonly input: InputCapture;
  private readonly watch: VisibilityWatch;
  private mostHz: number | null = null;
  private paced: number | null = null;
  private readonly pictures = new Map<number, (png: Blob | null) => void>();
  /** Pointers and drawings of people on this picture. */
  readonly marks = new MarkStore(() => Date.now());

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
    const tryQuic = quicMayWork(Date.now());
    this.post({ type: "start", url, canvas: offscreen, tryQuic }, [offscreen]);
    this.input = new InputCapture(
      element,
      this.canvas,
      () => this.current.size ?? { width: 1, height: 1 },
      (event) => this.send(event),
    );
    this.watch = new VisibilityWatch(element, () => this.tellVisible());
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

  /** Want at most so many pictures a second; null: as many as the link carries. */
  pace(mostHz: number | null): void {
    this.mostHz = mostHz;
    this.tellVisible();
  }

  /** Show everybody a mark, or take marks away. */
  mark(message: Draw | Erase): void {
    this.post({ type: "mark", message });
  }

  /** Press keys together, in their order, and let go of them in the reverse order. */
  press(keysyms: readonly number[]): void {
    for (const keysym of keysyms) this.send({ kind: "key", keysym, code: "", down: true });
    for (const keysym of keysyms.toReversed()) this.send({ kind: "key", keysym, code: "", down: false });
  }

  /** The picture as it is now, every pixel, as PNG; null where there is none. */
  takePicture(): Promise<Blob | null> {
    const id = (this.lastPicture += 1);
    return new Promise((resolve) => {
      this.pictures.set(id, resolve);
      this.post({ type: "takePicture", id });
    });
  }

  end(): void {
    this.input.end();
    this.post({ type: "stop" });
    this.watch.end();
    for (const resolve of this.pictures.values()) resolve(null);
    this.canvas.remove();
  }

  private send(event: InputEvent): void {
    if (this.epoch !== null) this.post({ type: "input", epoch: this.epoch, event });
  }

  private learn(message: FromWorker): void {
    if (message.type === "quic") rememberQuic(message.works, Date.now());
    if (message.type === "inputRefused" && message.reason === "late") this.input.startAnew(message.seq);
    if (message.type === "mark") this.marks.heard(message.message);
    else if (message.type === "joined") this.marks.joined(message.viewerId);
    else if (message.type === "picture") {
      this.pictures.get(message.id)?.(message.png);
      this.pictures.delete(message.id);
    }
    const next = after(this.current, message);
    if (next === this.current) return;
    this.current = next;
    this.changed(next);
  }

  private tellVisible(): void {
    const { visible } = this.watch;
    const paced = visible ? this.mostHz : 0;
    if (paced !== this.paced) {
      this.paced = paced;
      this.post({ type: "pace", mostHz: paced });
    }
    this.post({ type: "visible", visible });
  }

  private post(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}
