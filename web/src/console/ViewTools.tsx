/** Sets how large the scanner's screen is shown. */

import { CompressOutlined, FullscreenExitOutlined, FullscreenOutlined, MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Tooltip } from "antd";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "../app/format";
import { useShortcut } from "../app/shortcuts";
import styles from "./facts.module.css";
import type { View } from "./zoom";
import { stepped, STEPS } from "./zoom";

interface Props {
  view: View;
  /** Pixels of the display for one of the scanner's as it is shown now; null before the first picture. */
  zoom: number | null;
  onView: (view: View) => void;
  fullScreen: boolean;
  onFullScreen: () => void;
}

export function ViewTools({ view, zoom, onView, fullScreen, onFullScreen }: Props): ReactElement {
  const { t } = useTranslation("console");
  const format = useFormat();
  const step = (up: boolean) => { if (zoom !== null) onView(stepped(zoom, up)); };
  const toggle = () => { onView(view === "fit" ? 1 : "fit"); };
  useShortcut("Z", t("view.scale"), toggle);
  useShortcut("+", t("view.larger"), () => { step(true); });
  useShortcut("-", t("view.smaller"), () => { step(false); });
  useShortcut("F11", t("view.fullScreen"), onFullScreen);
  const button = (label: string, icon: ReactElement, act: () => void, id: string) => (
    <Tooltip title={label}>
      <Button type="text" size="small" icon={icon} aria-label={label} onClick={act} data-testid={id} />
    </Tooltip>
  );
  return (
    <span className={styles.group}>
      {button(t("view.smaller"), <MinusOutlined />, () => { step(false); }, "console-smaller")}
      <Dropdown
        trigger={["click"]}
        menu={{
          selectedKeys: [String(view)],
          items: [
            { key: "fit", label: t("view.fit") },
            ...STEPS.map((one) => ({ key: String(one), label: one === 1 ? t("view.actual") : format.percent(one) })),
          ],
          onClick: ({ key }) => { onView(key === "fit" ? "fit" : Number(key)); },
        }}
      >
        <Button type="text" size="small" className={styles.zoom ?? ""} aria-label={t("view.scale")} data-testid="console-scale">
          {view === "fit" && <CompressOutlined />}
          {zoom === null ? "–" : format.percent(zoom)}
        </Button>
      </Dropdown>
      {button(t("view.larger"), <PlusOutlined />, () => { step(true); }, "console-larger")}
      {button(
        `${t(fullScreen ? "view.leaveFullScreen" : "view.fullScreen")} (F11)`,
        fullScreen ? <FullscreenExitOutlined /> : <FullscreenOutlined />,
        onFullScreen,
        "console-full-screen",
      )}
    </span>
  );
}
