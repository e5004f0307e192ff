import { MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useTranslation } from "react-i18next";

import { setPreferences, usePreferences } from "./preferences";

export function ThemeSwitch() {
  const { t } = useTranslation("app");
  const { theme } = usePreferences();
  const label = theme === "dark" ? t("theme.toLight") : t("theme.toDark");
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        size="small"
        aria-label={label}
        data-testid="theme-switch"
        icon={theme === "dark" ? <SunOutlined /> : <MoonOutlined />}
        onClick={() => {
          setPreferences({ theme: theme === "dark" ? "light" : "dark" });
        }}
      />
    </Tooltip>
  );
}
