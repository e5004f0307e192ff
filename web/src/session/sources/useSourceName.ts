import { useTranslation } from "react-i18next";

import type { SourceDescription } from "../../api/schema";
import { CONSOLE } from "./arrangement";

/** What people call a source: the console everywhere the same, the others as their site does. */
export function useSourceName(): (source: SourceDescription) => string {
  const { t } = useTranslation("session");
  return ({ source_id: sourceId, name }) => (sourceId === CONSOLE ? t("console.title") : name);
}
