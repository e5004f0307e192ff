/** The one theme: Ant Design's tokens for the reading room (dark) and the office (light). */
import { theme, type ThemeConfig } from "antd";

import type { Theme } from "./preferences";

const FONT =
  'system-ui, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

const shared: NonNullable<ThemeConfig["token"]> = {
  fontFamily: FONT,
  fontSize: 13,
  fontSizeSM: 12,
  controlHeight: 28,
  controlHeightLG: 34,
  controlHeightSM: 22,
  sizeStep: 3,
  borderRadius: 4,
  wireframe: false,
};

const dark: NonNullable<ThemeConfig["token"]> = {
  colorPrimary: "#35a79c",
  colorInfo: "#35a79c",
  colorLink: "#4fc0b5",
  colorSuccess: "#58b368",
  colorWarning: "#e0a53a",
  colorError: "#e5625a",
  colorBgBase: "#0c1114",
  colorBgLayout: "#0a0e11",
  colorBgContainer: "#121a1f",
  colorBgElevated: "#1a242a",
  colorBorder: "#31404a",
  colorBorderSecondary: "#202c33",
  colorTextBase: "#e9eff1",
};

const light: NonNullable<ThemeConfig["token"]> = {
  colorPrimary: "#0d7d75",
  colorInfo: "#0d7d75",
  colorLink: "#0b6f68",
  colorSuccess: "#2b7d3c",
  colorWarning: "#a86a00",
  colorError: "#c2372e",
  colorBgLayout: "#e9eef0",
  colorBorder: "#c3ced3",
  colorBorderSecondary: "#dde5e8",
  colorTextBase: "#10191d",
  // Made from these dark tones, the algorithm's own backgrounds would be grey.
  colorPrimaryBg: "#e0f2f0",
  colorInfoBg: "#e0f2f0",
  colorInfoBorder: "#9fd4ce",
  colorSuccessBg: "#e5f5e8",
  colorSuccessBorder: "#a6d7af",
  colorWarningBg: "#fdf3dd",
  colorWarningBorder: "#ecca88",
  colorErrorBg: "#fdecea",
  colorErrorBorder: "#f0b1ab",
};

export function telescanTheme(mode: Theme): ThemeConfig {
  return {
    algorithm: mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...shared, ...(mode === "dark" ? dark : light) },
    components: {
      Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 12, headerBorderRadius: 0 },
      Tabs: { horizontalItemPadding: "6px 0", horizontalMargin: "0", horizontalItemGutter: 20 },
      Card: { headerHeight: 36, bodyPadding: 12 },
      Splitter: { splitBarSize: 4, splitTriggerSize: 8 },
    },
  };
}

/** The size of text on the tablet. */
export const GLOVES_FONT_PX = 17;

/** For the tablet beside the scanner: targets that a gloved finger hits. */
export const gloves: ThemeConfig = {
  token: {
    fontSize: GLOVES_FONT_PX,
    fontSizeLG: 20,
    controlHeight: 52,
    controlHeightLG: 68,
    controlHeightSM: 44,
    borderRadius: 8,
  },
  components: { Card: { headerHeight: 54, bodyPadding: 16 } },
};
