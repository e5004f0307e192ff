/** Body regions in words. Scanners name them as they like; what is not known is shown as it came. */
import { useTranslation } from "react-i18next";

import en from "./locales/en.json";

type Region = keyof typeof en.region;

export function useRegionWords(): (region: string) => string {
  const { t } = useTranslation("session");
  return (region) => {
    const key = region.toLowerCase();
    return key in en.region ? t(`region.${key as Region}`) : region;
  };
}
