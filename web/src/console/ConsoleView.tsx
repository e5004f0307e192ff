/** The scanner's screen in a page of the UI: live, marked when it is not, driven when allowed. */

import { type CSSProperties, type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./console.module.css";
import { RefusedNotice } from "./RefusedNotice";
import { StateOverlay } from "./StateOverlay";
import { type ConsoleState, ConsoleViewer, consoleUrl, DEFAULT_SOURCE_ID, startState } from "./viewer";

export interface ConsoleViewProps {
  scannerId: string;
  /** Which of the scanner's pictures; its console unless said otherwise. */
  sourceId?: string;
  sessionId: string | null;
  /** The epoch of the control lease that this person holds, null to watch only. */
  control: number | null;
  /** "fit" fills the place there is; "actual" shows one pixel of the scanner on one of the display. */
  scale?: "fit" | "actual";
  /** Hears of everything worth showing around the picture. Keep it stable (useCallback, a setter). */
  onState?: (state: ConsoleState) => void;
}

export function ConsoleView(props: ConsoleViewProps): ReactElement {
  // A new scanner, source or session is a new console: nothing of the old one may stay on the screen.
  const { scannerId, sourceId = DEFAULT_SOURCE_ID, sessionId } = props;
  return <OneConsole key={`${scannerId} ${sourceId} ${sessionId ?? ""}`} {...props} sourceId={sourceId} />;
}

function OneConsole({
  scannerId,
  sourceId = DEFAULT_SOURCE_ID,
  sessionId,
  control,
  scale = "fit",
  onState,
}: ConsoleViewProps): ReactElement {
  const { t } = useTranslation("console");
  const place = useRef<HTMLDivElement>(null);
  const viewer = useRef<ConsoleViewer | null>(null);
  const [state, setState] = useState(startState);

  useEffect(() => {
    if (place.current === null) return undefined;
    const url = consoleUrl(scannerId, sessionId, window.location, sourceId);
    const opened = new ConsoleViewer(place.current, url, setState);
    viewer.current = opened;
    return () => {
      viewer.current = null;
      opened.end();
    };
  }, [scannerId, sourceId, sessionId]);

  const live = state.status.kind === "live";
  useEffect(() => {
    viewer.current?.control(live ? control : null);
  }, [control, live, scannerId, sourceId, sessionId]);
  useEffect(() => {
    onState?.(state);
  }, [state, onState]);

  const driving = control !== null && live;
  return (
    <div className={scale === "fit" ? styles.fit : styles.actual} data-status={state.status.kind}>
      <div
        ref={place}
        className={styles.screen}
        style={screenStyle(state, driving, scale)}
        tabIndex={0}
        role="application"
        aria-label={t(driving ? "drivenScreen" : "watchedScreen")}
        data-driving={driving}
      >
        <WatchedPointer state={state} driving={driving} />
      </div>
      <StateOverlay status={state.status} />
      {live && <RefusedNotice refusal={state.refusal} />}
    </div>
  );
}

function screenStyle(state: ConsoleState, driving: boolean, scale: "fit" | "actual"): CSSProperties {
  const style: CSSProperties = { cursor: driving ? cursorOf(state) : "default" };
  if (state.size === null) return style;
  const { width, height } = state.size;
  if (scale === "actual") {
    return { ...style, width: width / window.devicePixelRatio, height: height / window.devicePixelRatio };
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
