import { QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import english from "antd/locale/en_US";
import chinese from "antd/locale/zh_CN";
import { useEffect } from "react";
import { I18nextProvider } from "react-i18next";
import { RouterProvider } from "react-router";

import { i18n } from "./i18n";
import { usePreferences } from "./preferences";
import { queryClient } from "./queryClient";
import { router } from "./routes";
import { listenForShortcuts } from "./shortcuts";
import { telescanTheme } from "./theme";
import "./global.css";

export function App() {
  const { language, theme } = usePreferences();
  useEffect(listenForShortcuts, []);
  useEffect(() => {
    document.documentElement.style.colorScheme = theme;
  }, [theme]);
  return (
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <ConfigProvider locale={language === "zh-CN" ? chinese : english} theme={telescanTheme(theme)}>
          <AntApp className="telescan" notification={{ placement: "bottomLeft" }}>
            <RouterProvider router={router} />
          </AntApp>
        </ConfigProvider>
      </QueryClientProvider>
    </I18nextProvider>
  );
}
