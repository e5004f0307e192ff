/** The scanner's screen in a page of the UI: live, marked when it is not, driven when allowed. */

import { type CSSProperties, type ReactElement, type RefCallback, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./console.module.css";
import { useDevicePixelRatio } from "./devicePixelRatio";
import { MarkLayer, type MarkTool } from "./MarkLayer";
import type { Size } from "./pointer";
import { RefusedNotice } from "./RefusedNotice";
import { StateOverlay } from "./StateOverlay";
import { type ConsoleState, ConsoleViewer, consoleUrl, DEFAULT_SOURCE_ID, startState } from "./viewer";
import { fitZoom, rendering, scrollFor, turned, type View } from "./zoom";

export interface ConsoleViewProps {
  scannerId: string;
  /** Which of the scanner's pictures; its console unless said otherwise. */
  sourceId?: string;
  sessionId: string | null;
  /** The epoch of the control lease that this person holds, null to watch only. */
  control: number | null;
  view?: View;
  /** Hears of a zoom by the wheel. */
  onView?: (view: View) => void;
  /** What the pointer draws for everybody; null: it is the pointer of who drives. */
  tool?: MarkTool | null;
  /** Most pictures a second that are wanted; null: as many as the link carries. */
  mostHz?: number | null;
  /** Hears how many pixels of the display show one of the scanner's. Stable. */
  onZoom?: (zoom: number | null) => void;
  /** Hears of everything worth showing around the picture. Keep it stable (useCallback, a setter). */
  onState?: (state: ConsoleState) => void;
  /** Hears of the console itself, to press keys or take its picture; null when it is gone. Stable too. */
  onViewer?: (viewer: ConsoleViewer | null) => void;
}

export function ConsoleView(props: ConsoleViewProps): ReactElement {
  // A new scanner, source or session is a new console: nothing of the old one may stay on the screen.
  const { scannerId, sourceId = DEFAULT_SOURCE_ID, sessionId } = props;
  return <OneConsole key={`${scannerId} ${sourceId} ${sessionId ?? ""}`} {...props} sourceId={sourceId} />;
}

function OneConsole(props: ConsoleViewProps): ReactElement {
  const { view = "fit", tool = null } = props;
  const { t } = useTranslation("console");
  const place = useRef<HTMLDivElement>(null);
  const { screen, viewer, state, driving } = useViewer(props);
  const devicePixelRatio = useDevicePixelRatio();
  useWheelZoom(place, state.size, props);
  useZoom(place, state.size, props);
  const live = state.status.kind === "live";
  return (
    <div className={styles.place} data-status={state.status.kind}>
      <div ref={place} className={view === "fit" ? styles.fit : styles.zoomed}>
        <div
          ref={screen}
          className={styles.screen}
          style={screenStyle(state, driving, view, devicePixelRatio)}
          tabIndex={0}
          role="application"
          aria-label={t(driving ? "drivenScreen" : "watchedScreen")}
          data-driving={driving}
          data-transport={state.transport ?? ""}
          data-drawing={tool !== null}
        >
          <WatchedPointer state={state} driving={driving} />
          {viewer !== null && state.size !== null && (
            <MarkLayer viewer={viewer} size={state.size} inexact={state.inexact} tool={live ? tool : null} />
          )}
        </div>
      </div>
      <StateOverlay status={state.status} />
      {live && <RefusedNotice refusal={state.refusal} />}
    </div>
  );
}

/** Keeps a console open in an element for as long as it is on the page. */
function useViewer({ scannerId, sourceId = DEFAULT_SOURCE_ID, sessionId, control, mostHz = null, onState, onViewer }: ConsoleViewProps): {
  screen: RefCallback<HTMLDivElement>;
  viewer: ConsoleViewer | null;
  state: ConsoleState;
  driving: boolean;
} {
  const [viewer, setViewer] = useState<ConsoleViewer | null>(null);
  const [state, setState] = useState(startState);
  const screen = useCallback(
    (element: HTMLDivElement) => {
      const opened = new ConsoleViewer(element, consoleUrl(scannerId, sessionId, window.location, sourceId), setState);
      setViewer(opened);
      return () => {
        setViewer(null);
        opened.end();
      };
    },
    [scannerId, sourceId, sessionId],
  );
  // After an outage the session may not have told us yet that control ended; the site has.
  const driving = control !== null && state.status.kind === "live" && state.driver?.epoch === control;
  useEffect(() => {
    viewer?.control(driving ? control : null);
  }, [viewer, control, driving]);
  useEffect(() => {
    viewer?.pace(mostHz);
  }, [viewer, mostHz]);
  useEffect(() => {
    onState?.(state);
  }, [state, onState]);
  useEffect(() => {
    onViewer?.(viewer);
    return () => { onViewer?.(null); };
  }, [viewer, onViewer]);
  return { screen, viewer, state, driving };
}

interface Anchor {
  x: number;
  y: number;
  grownBy: number;
}

/** Ctrl and the wheel zoom to the pointer; with Shift as well also while driving, when Ctrl is the scanner's. */
function useWheelZoom(
  place: RefObject<HTMLDivElement | null>,
  size: Size | null,
  { view = "fit", onView, control }: ConsoleViewProps,
): void {
  const anchor = useRef<Anchor | null>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null || onView === undefined || size === null) return undefined;
    const turn = (event: WheelEvent) => {
      if (!event.ctrlKey || (control !== null && !event.shiftKey)) return;
      event.preventDefault();
      event.stopPropagation();
      const box = element.getBoundingClientRect();
      const zoom = view === "fit" ? fitZoom(size, box, window.devicePixelRatio) : view;
      // With Shift, browsers turn the wheel's movement sideways.
      const next = turned(zoom, event.deltaY === 0 ? event.deltaX : event.deltaY);
      anchor.current = { x: event.clientX - box.left, y: event.clientY - box.top, grownBy: next / zoom };
      onView(next);
    };
    element.addEventListener("wheel", turn, { passive: false, capture: true });
    return () => { element.removeEventListener("wheel", turn, { capture: true }); };
  }, [place, size, view, onView, control]);
  useLayoutEffect(() => {
    const element = place.current;
    const at = anchor.current;
    anchor.current = null;
    if (element === null || at === null || view === "fit") return;
    element.scrollTo(scrollFor(element.scrollLeft, at.x, at.grownBy), scrollFor(element.scrollTop, at.y, at.grownBy));
  }, [place, view]);
}

/** Tells how large the screen is shown, whenever that changes. */
function useZoom(place: RefObject<HTMLDivElement | null>, size: Size | null, { view = "fit", onZoom }: ConsoleViewProps): void {
  useEffect(() => {
    const element = place.current;
    if (element === null || size === null || onZoom === undefined) return undefined;
    const tell = () => { onZoom(view === "fit" ? fitZoom(size, { width: element.clientWidth, height: element.clientHeight }, window.devicePixelRatio) : view); };
    tell();
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, [place, size, view, onZoom]);
}

function screenStyle(state: ConsoleState, driving: boolean, view: View, devicePixelRatio: number): CSSProperties {
  const style: CSSProperties = { cursor: driving ? cursorOf(state) : "default" };
  if (state.size === null) return style;
  const { width, height } = state.size;
  if (view !== "fit") {
    const rendered = { "--console-rendering": rendering(view) };
    return { ...style, ...rendered, width: (width * view) / devicePixelRatio, height: (height * view) / devicePixelRatio };
  }
  return { ...style, aspectRatio: `${width} / ${height}`, "--console-ratio": width / height } as CSSProperties;
}

function cursorOf({ cursor }: ConsoleState): string {
  return cursor === null ? "default" : `url(${cursor.url}) ${cursor.hotX} ${cursor.hotY}, default`;
}

/** The driver's pointer, for those who watch. */
function WatchedPointer({ state, driving }: { state: ConsoleState; driving: boolean }): ReactElement | null {
  const { pointer, cursor, size } = state;
  if (driving || pointer === null || cursor === null || size === null) return null;
  const left = `${((pointer.x - cursor.hotX) / size.width) * 100}%`;
  const top = `${((pointer.y - cursor.hotY) / size.height) * 100}%`;
  return <img className={styles.pointer} src={cursor.url} style={{ left, top }} alt="" />;
}
