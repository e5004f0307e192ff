/** Off the main thread: the channel to the hub, decoding, drawing. */

import { availableCodecs } from "./codecs/registry";
import { Exactness } from "./exactness";
import { Frames } from "./frames";
import { Link } from "./link";
import type { FromHub } from "./messages";
import { Picture } from "./picture";
import { openConsole, type WayEvents } from "./ways";
import { readUpdate, type Update } from "./wireFormat";
import type { FromWorker, ToWorker } from "./workerMessages";

interface Scope {
  postMessage(message: FromWorker): void;
  requestAnimationFrame(then: () => void): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  ononline: (() => void) | null;
  close(): void;
}

const REFRESH_AFTER_MS = 1000;
const RATE_MS = 1000;

const scope = self as unknown as Scope;

let link: Link | null = null;
let visible = true;
let shown: () => void = () => undefined;
const exactness = new Exactness();
let told = { exact: false, inexact: exactness.inexact };
let queue: Promise<void> = Promise.resolve();
/** When everything before is drawn. */
let drawn: Promise<void> = Promise.resolve();
let pace: number | null = null;
let drawnOn: OffscreenCanvas | null = null;
let bits = 0;

scope.ononline = () => link?.online();

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case "start":
      void start(data.url, data.canvas, data.tryQuic);
      break;
    case "input":
      link?.input(data.epoch, data.event);
      break;
    case "refresh":
      link?.refresh();
      break;
    case "visible":
      visible = data.visible;
      if (visible) shown();
      break;
    case "pace":
      link?.pace(data.mostHz);
      pace = data.mostHz;
      break;
    case "mark":
      link?.mark(data.message);
      break;
    case "takePicture":
      void takePicture(data.id);
      break;
    case "stop":
      link?.stop();
      scope.close();
  }
};

async function start(url: string, canvas: OffscreenCanvas, quicMayWork: boolean): Promise<void> {
  let tryQuic = quicMayWork;
  const ways: WayEvents = {
    took: (transport) => scope.postMessage({ type: "transport", transport }),
    learned: (works) => {
      tryQuic = works;
      scope.postMessage({ type: "quic", works });
    },
  };
  const codecs = await availableCodecs();
  const picture = new Picture(canvas, codecs);
  drawnOn = canvas;
  const frames = new Frames((then) => scope.requestAnimationFrame(then));
  link = new Link(
    url,
    [...codecs.keys()],
    {
      status: (status) => scope.postMessage({ type: "status", status }),
      message: pass,
      picture: (data) => {
        bits += data.byteLength * 8;
        queue = queue.then(() => take(picture, frames, data));
      },
      delay: (delay) => scope.postMessage({ type: "delay", delay }),
    },
    {
      open: (to) => openConsole(to, tryQuic, ways),
      now: () => performance.now(),
      wallClock: () => Date.now(),
    },
  );
  link.pace(pace);
  link.start();
  setInterval(tellRate, RATE_MS);
}

function tellRate(): void {
  scope.postMessage({ type: "rate", bitsPerS: (bits * 1000) / RATE_MS });
  bits = 0;
}

async function takePicture(id: number): Promise<void> {
  const png = await drawnOn?.convertToBlob({ type: "image/png" }).catch(() => null);
  scope.postMessage({ type: "picture", id, png: png ?? null });
}

/**
 * Show an update and acknowledge it: while one is still being decoded another may come, so that a
 * letter is not held up by an image. In a hidden page it waits: the hub then sends no more.
 */
async function take(picture: Picture, frames: Frames, data: ArrayBuffer): Promise<void> {
  if (!visible) await new Promise<void>((resolve) => (shown = resolve));
  const before = drawn;
  try {
    const update = readUpdate(data);
    const drawing = show(picture, update, before);
    drawn = drawing.catch(refreshSoon);
    await (update.keyframe ? drawing : before);
    frames.drew(() => link?.drawn(update.generation));
  } catch {
    if (drawn === before) refreshSoon();
  }
}

async function show(picture: Picture, update: Update, before: Promise<void>): Promise<void> {
  const [resized] = await Promise.all([picture.show(update), before]);
  if (resized) scope.postMessage({ type: "size", width: update.width, height: update.height });
  exactness.follow(update);
  tellExact(update.exact);
}

/** A picture cannot be read: the hub still has it whole. Not at once, lest it loops. */
function refreshSoon(): void {
  setTimeout(() => link?.refresh(), REFRESH_AFTER_MS);
}

/** Tell the page what is exact, only when that changes. */
function tellExact(settled: boolean): void {
  const { inexact } = exactness;
  const exact = settled && inexact.length === 0;
  if (exact === told.exact && inexact === told.inexact) return;
  told = { exact, inexact };
  scope.postMessage({ type: "exact", ...told });
}

function pass(message: FromHub): void {
  switch (message.type) {
    case "driver": {
      const { person_id: personId, display_name: displayName, epoch } = message;
      const driver =
        personId === null || displayName === null || epoch === null ? null : { personId, displayName, epoch };
      scope.postMessage({ type: "driver", driver });
      break;
    }
    case "link":
      scope.postMessage({
        type: "siteLink",
        siteLink: {
          bitsPerS: message.rate_bit_per_s,
          roundTripMs: message.round_trip_ms,
          queueingMs: message.queueing_ms,
          lossPercent: message.loss_percent,
          transport: message.transport,
        },
      });
      break;
    case "watchers":
      scope.postMessage({ type: "watchers", names: message.names });
      break;
    case "cursor":
      scope.postMessage({ type: "cursor", hotX: message.hot_x, hotY: message.hot_y, png: message.png_base64 });
      break;
    case "pointer":
      scope.postMessage({ type: "pointer", x: message.x, y: message.y });
      break;
    case "input_refused":
      scope.postMessage({ type: "inputRefused", seq: message.seq, reason: message.reason });
      break;
    case "joined":
      scope.postMessage({ type: "joined", viewerId: message.viewer_id });
      break;
    case "marked":
    case "unmarked":
      scope.postMessage({ type: "mark", message });
      break;
    default:
  }
}
