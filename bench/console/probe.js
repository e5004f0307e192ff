/**
 * Asks a viewer's canvas what it shows, in the thread that draws it, the same way for every
 * contender: after the callbacks of each animation frame the middle of each cell of the workload's
 * two strips is read. A page that draws in its own thread names its canvas by `consoleProbe.watch`;
 * one that draws in a worker needs not: workers get this probe as well. (From the page, reading a
 * worker's canvas copies all of it, which costs more than what is to be measured.)
 *
 * While it is told to follow, it also keeps each picture drawn, and tells the SHA-256 of all pixels
 * (RGBA) when asked: to take it at once holds up the thread that draws for 40 ms a picture.
 */
function probe(source) {
  const CELL = 16;
  const CELLS = 16;
  const CHANNEL = "console-probe";
  const inPage = typeof document !== "undefined";
  const DRAWING = ["drawImage", "putImageData", "fillRect", "clearRect", "transferFromImageBitmap"];
  const drawn = new WeakSet();
  const screens = new Set();
  let following = false;
  let kept = [];

  function noteDrawing() {
    for (const name of ["CanvasRenderingContext2D", "OffscreenCanvasRenderingContext2D", "ImageBitmapRenderingContext"]) {
      const prototype = globalThis[name]?.prototype;
      for (const method of DRAWING.filter((one) => prototype?.[one])) {
        const own = prototype[method];
        prototype[method] = function (...given) {
          drawn.add(this.canvas);
          return own.apply(this, given);
        };
      }
    }
  }

  function watch(canvas, heard) {
    const context = new OffscreenCanvas(CELLS, 2).getContext("2d", { alpha: false, willReadFrequently: true });
    context.imageSmoothingEnabled = false;
    const afterCallbacks = new MessageChannel();
    const now = () => performance.timeOrigin + performance.now();
    let last = {};
    afterCallbacks.port1.onmessage = () => {
      if (canvas.width < CELL * CELLS) return;
      if (following && screens.has(canvas) && drawn.delete(canvas)) kept.push({ at: now(), bitmap: createImageBitmap(canvas) });
      context.drawImage(canvas, 0, 0, CELL * CELLS, CELL * 2, 0, 0, CELLS, 2);
      const { data } = context.getImageData(0, 0, CELLS, 2);
      const [typed, slice] = [countOf(data, 0), countOf(data, 1)];
      if (typed === null || slice === null || (typed === last.typed && slice === last.slice)) return;
      screens.add(canvas);
      last = { typed, slice };
      heard({ typed, slice, at: now() });
    };
    const look = () => {
      afterCallbacks.port2.postMessage(0);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  async function digests() {
    const pictures = [];
    for (const { at, bitmap } of kept) pictures.push({ at, picture: await digest(await bitmap) });
    kept = [];
    return pictures;
  }

  async function digest(bitmap) {
    const { width, height } = bitmap;
    const copy = new OffscreenCanvas(width, height).getContext("2d", { alpha: false, willReadFrequently: true });
    copy.drawImage(bitmap, 0, 0);
    bitmap.close();
    const sum = await crypto.subtle.digest("SHA-256", copy.getImageData(0, 0, width, height).data);
    return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function countOf(data, row) {
    let word = 0;
    for (let cell = 0; cell < CELLS; cell += 1) word = (word << 1) | (data[(row * CELLS + cell) * 4 + 1] > 127);
    const value = word >> 4;
    const check = 0xa ^ (value >> 8) ^ ((value >> 4) & 0xf) ^ (value & 0xf);
    return check === (word & 0xf) ? value : null;
  }

  function inWorker() {
    const channel = new BroadcastChannel(CHANNEL);
    const { getContext } = OffscreenCanvas.prototype;
    OffscreenCanvas.prototype.getContext = function (...asked) {
      if (this.width > CELLS && !asked[1]?.willReadFrequently) watch(this, (reading) => channel.postMessage(reading));
      return getContext.apply(this, asked);
    };
    channel.onmessage = ({ data }) => {
      if ("follow" in data) follow(data.follow);
      if ("tell" in data) void digests().then((pictures) => channel.postMessage({ pictures }));
    };
  }

  function follow(on) {
    following = on;
    kept = [];
    for (const screen of screens) drawn.add(screen);
  }

  function giveToWorkers() {
    globalThis.Worker = class extends Worker {
      constructor(url, options) {
        const own = JSON.stringify(new URL(url, location.href).href);
        const script = new Blob([`(${source})(); import ${own};`], { type: "text/javascript" });
        super(URL.createObjectURL(script), { ...options, type: "module" });
      }
    };
  }

  noteDrawing();
  if (!inPage) {
    inWorker();
    return;
  }
  const channel = new BroadcastChannel(CHANNEL);
  let pressedAt = null;
  let expected = null;
  let slices = new Set();
  let times = [];
  let told = () => undefined;

  function heard(reading) {
    const { typed, slice, at } = reading;
    Object.assign(consoleProbe, { typed, slice });
    slices.add(slice);
    times.push(at);
    if (pressedAt !== null && expected?.count === typed) expected.settle(at - pressedAt);
  }

  globalThis.consoleProbe = {
    typed: null,
    slice: null,
    watch: (canvas) => watch(canvas, heard),
    /** Resolves with the ms from the key event to the frame that shows the count; null after `patienceMs`. */
    expect: (count, patienceMs) => {
      pressedAt = null;
      return new Promise((resolve) => {
        const timer = setTimeout(() => expected.settle(null), patienceMs);
        const settle = (delayMs) => {
          clearTimeout(timer);
          expected = null;
          resolve(delayMs);
        };
        expected = { count, settle };
      });
    },
    play: () => {
      slices = new Set();
      times = [];
    },
    /** Every slice seen since `play`. */
    played: () => [...slices],
    /** When something new was seen since `play`, ms since 1970. */
    times: () => times,
    /** Keep every picture from now on, or no longer. */
    follow: (on) => {
      follow(on);
      channel.postMessage({ follow: on });
    },
    /** The pictures since `follow`: `at` (ms since 1970) and SHA-256, in the order of drawing. */
    pictures: async () => {
      if (screens.size > 0) return digests();
      const answer = new Promise((resolve) => (told = resolve));
      channel.postMessage({ tell: true });
      return answer;
    },
  };
  const { timeOrigin } = performance;
  addEventListener("keydown", (event) => (pressedAt = timeOrigin + event.timeStamp), true);
  channel.onmessage = ({ data }) => {
    if ("pictures" in data) told(data.pictures);
    else if ("at" in data) heard(data);
  };
  giveToWorkers();
}
probe(probe.toString());
