/** Chooses what the pointer draws for everybody, and takes marks away. */

import { AimOutlined, ArrowUpOutlined, BorderOutlined, ClearOutlined, EditOutlined, PushpinFilled, PushpinOutlined } from "@ant-design/icons";
import { Button, Dropdown, Tooltip } from "antd";
import { type ReactElement, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { useShortcut } from "../app/shortcuts";
import styles from "./facts.module.css";
import type { MarkTool } from "./MarkLayer";
import type { Shape } from "./messages";
import type { ConsoleViewer } from "./viewer";

interface Props {
  viewer: ConsoleViewer | null;
  tool: MarkTool | null;
  onTool: (tool: MarkTool | null) => void;
  /** An operator or expert may take away everybody's. */
  clearsAll: boolean;
  /** For a gloved finger. */
  large?: boolean;
}

const ICONS: Record<Shape, ReactNode> = {
  pointer: <AimOutlined />,
  freehand: <EditOutlined />,
  arrow: <ArrowUpOutlined rotate={45} />,
  box: <BorderOutlined />,
  circle: <CircleIcon />,
};
const SHAPES = ["pointer", "freehand", "arrow", "box", "circle"] as const;

export function MarkTools({ viewer, tool, onTool, clearsAll, large = false }: Props): ReactElement {
  const { t } = useTranslation("console");
  const [stays, setStays] = useState(false);
  const size = large ? "large" : "small";
  const choose = (shape: Shape) => { onTool(tool?.shape === shape ? null : { shape, stays: stays && shape !== "pointer" }); };
  const keep = () => {
    setStays(!stays);
    if (tool !== null && tool.shape !== "pointer") onTool({ ...tool, stays: !stays });
  };
  const clear = (everybody: boolean) => viewer?.mark({ type: "erase", number: null, of_everybody: everybody });
  useShortcut("P", t("mark.pointer"), () => { choose("pointer"); }, viewer !== null);
  useShortcut("D", t("mark.freehand"), () => { choose("freehand"); }, viewer !== null);
  useShortcut("Escape", t("mark.end"), () => { onTool(null); }, tool !== null);
  return (
    <span className={styles.group} role="toolbar" aria-label={t("mark.title")}>
      {SHAPES.map((shape) => (
        <Tooltip key={shape} title={t(`mark.${shape}`)}>
          <Button
            type={tool?.shape === shape ? "primary" : "text"}
            size={size}
            icon={ICONS[shape]}
            aria-label={t(`mark.${shape}`)}
            aria-pressed={tool?.shape === shape}
            disabled={viewer === null}
            onClick={() => { choose(shape); }}
            data-testid={`mark-${shape}`}
          />
        </Tooltip>
      ))}
      <Tooltip title={t(stays ? "mark.stays" : "mark.fades")}>
        <Button
          type="text"
          size={size}
          icon={stays ? <PushpinFilled /> : <PushpinOutlined />}
          aria-label={t("mark.keep")}
          aria-pressed={stays}
          disabled={viewer === null}
          onClick={keep}
          data-testid="mark-stays"
        />
      </Tooltip>
      <Dropdown
        trigger={["click"]}
        disabled={viewer === null}
        menu={{
          items: [
            { key: "own", label: <span data-testid="mark-clear-own">{t("mark.clearOwn")}</span>, onClick: () => clear(false) },
            ...(clearsAll
              ? [{ key: "all", label: <span data-testid="mark-clear-all">{t("mark.clearAll")}</span>, onClick: () => clear(true) }]
              : []),
          ],
        }}
      >
        <Button type="text" size={size} icon={<ClearOutlined />} aria-label={t("mark.clear")} disabled={viewer === null} data-testid="mark-clear" />
      </Dropdown>
    </span>
  );
}

function CircleIcon(): ReactElement {
  return (
    <span className="anticon" aria-hidden>
      <svg viewBox="0 0 16 16" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.4">
        <circle cx="8" cy="8" r="6.2" />
      </svg>
    </span>
  );
}
