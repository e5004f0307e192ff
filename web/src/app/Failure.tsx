import { Button, Result } from "antd";
import { useTranslation } from "react-i18next";

import { useProblemWords } from "./problems";

/** What stands where something could not be loaded. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("app");
  const words = useProblemWords();
  return (
    <Result
      status="warning"
      title={t("problem.title")}
      subTitle={words(error)}
      extra={onRetry && <Button onClick={onRetry}>{t("retry")}</Button>}
    />
  );
}
