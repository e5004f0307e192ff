/** Everything drawn over the scanner's screen: marks of people, and what is not exact. */

import { type PointerEvent, type ReactElement, useEffect, useRef, useState, useSyncExternalStore } from "react";

import styles from "./console.module.css";
import { type Draft, MarkPen } from "./markPen";
import { type Mark, strengthOf } from "./marks";
import { colourOf, labelAt, pathOf } from "./markShapes";
import type { Point, Shape } from "./messages";
import { onScreen, type Size } from "./pointer";
import { regionsOf } from "./regions";
import type { ConsoleViewer } from "./viewer";
import type { Box } from "./wireFormat";

export interface MarkTool {
  shape: Shape;
  /** Until it is cleared; else it fades. */
  stays: boolean;
}

interface Props {
  viewer: ConsoleViewer;
  size: Size;
  inexact: readonly Box[];
  tool: MarkTool | null;
}

const TICK_MS = 250;
/** Longer than this, one's own line does not wait for the hub to tell of it. */
const ECHO_WITHIN_MS = 3000;

export function MarkLayer({ viewer, size, inexact, tool }: Props): ReactElement {
  const marks = useSyncExternalStore(viewer.marks.subscribe, viewer.marks.all);
  const now = useTicks(marks.size > 0, () => { viewer.marks.forgetFaded(); });
  const { draft, handlers } = usePen(viewer, size, tool);
  const others = [...marks.values()].filter((mark) => !(mark.shape === "pointer" && viewer.marks.isOwn(mark)));
  const waiting = draft !== null && (viewer.marks.ownMark(draft.number)?.points.length ?? 0) < draft.points.length;
  return (
    <>
      <svg
        className={styles.marks}
        viewBox={`0 0 ${size.width} ${size.height}`}
        data-tool={tool?.shape}
        data-testid="console-marks"
        data-count={others.length}
        aria-hidden
        {...handlers}
      >
        {regionsOf(inexact).map((region) => (
          <Inexact key={`${region.x} ${region.y}`} region={region} />
        ))}
        {others.map((mark) => (
          <Drawn key={mark.id} shape={mark.shape} points={mark.points} colour={colourOf(mark.colour)} strength={strengthOf(mark, now)} />
        ))}
        {draft && waiting && <Drawn shape={draft.shape} points={draft.points} colour="#fff" strength={0.9} />}
      </svg>
      {others.map((mark) => (
        <Name key={mark.id} mark={mark} size={size} strength={strengthOf(mark, now)} />
      ))}
    </>
  );
}

function Inexact({ region }: { region: Box }): ReactElement {
  return (
    <g className={styles.inexact}>
      <rect x={region.x} y={region.y} width={region.width} height={region.height} />
      <text x={region.x + region.width - 6} y={region.y + 18}>≈</text>
    </g>
  );
}

function Drawn({ shape, points, colour, strength }: { shape: Shape; points: readonly Point[]; colour: string; strength: number }): ReactElement {
  const path = pathOf(shape, points);
  return (
    <g opacity={strength} data-shape={shape}>
      <path className={styles.halo} d={path} />
      <path className={styles.stroke} d={path} stroke={colour} fill={shape === "pointer" ? colour : "none"} fillOpacity={0.35} />
    </g>
  );
}

function Name({ mark, size, strength }: { mark: Mark; size: Size; strength: number }): ReactElement {
  const [x, y] = labelAt(mark);
  return (
    <span
      className={styles.name}
      data-shape={mark.shape}
      style={{
        left: `${(x / size.width) * 100}%`,
        top: `${(y / size.height) * 100}%`,
        background: colourOf(mark.colour),
        opacity: strength,
      }}
    >
      {mark.name}
    </span>
  );
}

/** The present time, told again while something fades. */
function useTicks(running: boolean, tick: () => void): number {
  const [now, setNow] = useState(() => Date.now());
  const latest = useRef(tick);
  useEffect(() => { latest.current = tick; });
  useEffect(() => {
    if (!running) return undefined;
    const ticking = setInterval(() => {
      latest.current();
      setNow(Date.now());
    }, TICK_MS);
    return () => { clearInterval(ticking); };
  }, [running]);
  return now;
}

function usePen(viewer: ConsoleViewer, size: Size, tool: MarkTool | null) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [pen] = useState(
    () =>
      new MarkPen(
        { send: (message) => { viewer.mark(message); }, later: (then, ms) => { setTimeout(then, ms); } },
        1,
      ),
  );
  if (tool === null) return { draft: null, handlers: {} };
  const at = (event: PointerEvent): Point => {
    const { x, y } = onScreen(event.clientX, event.clientY, event.currentTarget.getBoundingClientRect(), size);
    return [x, y];
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    if (tool.shape === "pointer") pen.point(at(event));
    else setDraft(pen.begin(tool.shape, tool.stays, at(event)));
  };
  const move = (event: PointerEvent) => {
    if (tool.shape === "pointer") {
      pen.point(at(event));
      return;
    }
    if ((event.buttons & 1) === 0) return;
    const drawn = pen.move(at(event));
    if (drawn !== null) setDraft(drawn);
  };
  const up = () => {
    pen.end();
    setTimeout(() => { setDraft((now) => (now?.number === draft?.number ? null : now)); }, ECHO_WITHIN_MS);
  };
  return { draft, handlers: { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: up } };
}
