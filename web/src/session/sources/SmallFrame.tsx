/** The frame of a picture: none around the large one, a bar to move, swap and close around the small one. */
import { CloseOutlined, RetweetOutlined, SwapOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { type PointerEvent, type ReactElement, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Corner, cornerAt, nextCorner } from "./arrangement";
import styles from "./sources.module.css";

interface Props {
  place: "main" | "small" | "hidden";
  name: string;
  corner: Corner;
  onCorner: (corner: Corner) => void;
  onSwap: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function SmallFrame({ place, name, corner, onCorner, onSwap, onClose, children }: Props) {
  const { t } = useTranslation("session");
  const frame = useRef<HTMLDivElement>(null);
  const drag = useDrag(frame, onCorner);
  const button = (label: string, icon: ReactElement, act: () => void) => (
    <Tooltip title={label}>
      <Button type="text" size="small" icon={icon} aria-label={label} onClick={act} onPointerDown={(event) => { event.stopPropagation(); }} />
    </Tooltip>
  );
  const className = place === "small" ? `${styles.small ?? ""} ${styles[corner] ?? ""}` : styles[place];
  return (
    <div ref={frame} className={className} style={place === "small" ? drag.style : undefined} data-place={place}>
      {place === "small" && (
        <div className={styles.bar} {...drag.handlers} data-testid="source-small-bar">
          <span className={styles.name}>{name}</span>
          {button(t("sources.swap"), <SwapOutlined />, onSwap)}
          {button(t("sources.corner"), <RetweetOutlined />, () => { onCorner(nextCorner(corner)); })}
          {button(t("sources.noSmall"), <CloseOutlined />, onClose)}
        </div>
      )}
      <div className={styles.picture}>{children}</div>
    </div>
  );
}

/** Follows the pointer, and lets go into the nearest corner. */
function useDrag(frame: React.RefObject<HTMLDivElement | null>, onCorner: (corner: Corner) => void) {
  const [moved, setMoved] = useState<{ x: number; y: number } | null>(null);
  const began = useRef<{ x: number; y: number } | null>(null);
  const end = (event: PointerEvent) => {
    const room = frame.current?.parentElement?.getBoundingClientRect();
    if (began.current !== null && moved !== null && room) {
      onCorner(cornerAt(event.clientX - room.left, event.clientY - room.top, room.width, room.height));
    }
    began.current = null;
    setMoved(null);
  };
  return {
    style: moved === null ? undefined : { transform: `translate(${String(moved.x)}px, ${String(moved.y)}px)` },
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        began.current = { x: event.clientX, y: event.clientY };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event: PointerEvent) => {
        const from = began.current;
        if (from !== null) setMoved({ x: event.clientX - from.x, y: event.clientY - from.y });
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
