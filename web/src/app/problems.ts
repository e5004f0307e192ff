/** Failures in words for people, in their language. */
import { App } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { Problem, UNREACHABLE } from "../api/client";
import en from "./locales/en.json";

type Code = keyof typeof en.code;

function isKnown(code: string): code is Code {
  return code in en.code;
}

export function useProblemWords(): (error: unknown) => string {
  const { t } = useTranslation("app");
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof Problem)) return t("problem.server");
      if (isKnown(error.code)) return t(`code.${error.code}`);
      if (error.status === UNREACHABLE) return t("problem.unreachable");
      if (error.status === 403) return t("problem.forbidden");
      if (error.status === 404) return t("problem.notFound");
      return error.status >= 500 ? t("problem.server") : error.message;
    },
    [t],
  );
}

/** Answers after which nobody knows whether the act was carried out. */
function isUnsure(error: unknown): boolean {
  return !(error instanceof Problem) || error.status === UNREACHABLE || error.status >= 500;
}

/** Say a failed act in a notification; it stays until somebody has read it. */
export function useReportProblem(): (error: unknown) => void {
  const { t } = useTranslation("app");
  const { notification } = App.useApp();
  const words = useProblemWords();
  const detailOf = (error: unknown): string => {
    if (error instanceof Problem && error.code === "scanner_refused") return error.message;
    return error instanceof Problem && error.status === UNREACHABLE ? t("problem.notSent") : words(error);
  };
  return (error) => {
    notification.error({
      title: isUnsure(error) ? t("problem.unsure") : t("problem.act"),
      description: detailOf(error),
      duration: 0,
    });
  };
}
