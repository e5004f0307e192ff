import { Segmented } from "antd";
import { useTranslation } from "react-i18next";

import { useSetLanguage } from "../identity/me";
import { usePreferences, type Language } from "./preferences";

// Each language is named in itself, whatever the page's language is.
const LANGUAGES: { value: Language; label: string }[] = [
  { value: "zh-CN", label: "中" },
  { value: "en", label: "EN" },
];

export function LanguageSwitch() {
  const { t } = useTranslation("app");
  const { language } = usePreferences();
  const setLanguage = useSetLanguage();
  return (
    <Segmented<Language>
      size="small"
      aria-label={t("language")}
      data-testid="language-switch"
      options={LANGUAGES}
      value={language}
      onChange={setLanguage}
    />
  );
}
