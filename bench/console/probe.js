/**
 * Asks a viewer's canvas what it shows, in the thread that draws it, the same way for every
 * contender: after the callbacks of each animation frame the middle of each cell of the workload's
 * two strips is read. A page that draws in its own thread names its canvas by `consoleProbe.watch`;
 * one that draws in a worker needs not: workers get this probe as well. (From the page, reading a
 * worker's canvas copies all of it, which costs more than what is to be measured.)
 */
function probe(source) {
  const CELL = 16;
  const CELLS = 16;
  const CHANNEL = "console-probe";
  const inPage = typeof document !== "undefined";

  function watch(canvas, heard) {
    const context = new OffscreenCanvas(CELLS, 2).getContext("2d", { alpha: false, willReadFrequently: true });
    context.imageSmoothingEnabled = false;
    const afterCallbacks = new MessageChannel();
    let last = {};
    afterCallbacks.port1.onmessage = () => {
      if (canvas.width < CELL * CELLS) return;
      context.drawImage(canvas, 0, 0, CELL * CELLS, CELL * 2, 0, 0, CELLS, 2);
      const { data } = context.getImageData(0, 0, CELLS, 2);
      const [typed, slice] = [countOf(data, 0), countOf(data, 1)];
      if (typed === null || slice === null || (typed === last.typed && slice === last.slice)) return;
      last = { typed, slice };
      heard({ typed, slice, at: performance.timeOrigin + performance.now() });
    };
    const look = () => {
      afterCallbacks.port2.postMessage(0);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
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
      if (this.width > CELLS) watch(this, (reading) => channel.postMessage(reading));
      return getContext.apply(this, asked);
    };
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

  if (!inPage) {
    inWorker();
    return;
  }
  let pressedAt = null;
  let expected = null;
  let slices = new Set();

  function heard({ typed, slice, at }) {
    Object.assign(consoleProbe, { typed, slice });
    slices.add(slice);
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
    play: () => void (slices = new Set()),
    /** Every slice seen since `play`. */
    played: () => [...slices],
  };
  const { timeOrigin } = performance;
  addEventListener("keydown", (event) => (pressedAt = timeOrigin + event.timeStamp), true);
  new BroadcastChannel(CHANNEL).onmessage = ({ data }) => heard(data);
  giveToWorkers();
}
probe(probe.toString());
