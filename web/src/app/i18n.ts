/** Translations: each feature's `locales/{en,zh-CN}.json` is a namespace of the feature's name. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { onPreferences, preferences } from "./preferences";

const files = import.meta.glob<Record<string, unknown>>("/src/*/locales/*.json", { eager: true, import: "default" });

function resources(): Record<string, Record<string, Record<string, unknown>>> {
  const all: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [path, words] of Object.entries(files)) {
    const [, , feature = "", , file = ""] = path.split("/");
    const language = file.replace(".json", "");
    all[language] = { ...all[language], [feature]: words };
  }
  return all;
}

export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  resources: resources(),
  lng: preferences().language,
  fallbackLng: false,
  defaultNS: "app",
  interpolation: { escapeValue: false },
  returnNull: false,
});

function follow(): void {
  const { language } = preferences();
  document.documentElement.lang = language;
  if (i18n.language !== language) void i18n.changeLanguage(language);
}

follow();
onPreferences(follow);
