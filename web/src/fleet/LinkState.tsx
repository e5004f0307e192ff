import { CheckCircleOutlined, DisconnectOutlined, WarningOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { SiteView } from "../api/schema";
import { useFormat } from "../app/format";

/** Above this people notice the delay of what they do; above the second they cannot work with it. */
const NOTICED_MS = 100;
const UNUSABLE_MS = 1000;

/** Whether a site is reached, and how long an answer takes. */
export function LinkState({ site }: { site: SiteView }) {
  const { t } = useTranslation(["fleet", "app"]);
  const format = useFormat();
  if (!site.online) {
    return (
      <Tag icon={<DisconnectOutlined />} color="error" data-testid={`link-${site.site_id}`}>
        {t("link.offline")}
      </Tag>
    );
  }
  const delay = site.delay_ms;
  const slow = delay != null && delay > NOTICED_MS;
  const color = slow ? (delay > UNUSABLE_MS ? "error" : "warning") : "success";
  const words = delay == null ? t("app:notMeasured") : `${format.number(delay, delay < 10 ? 1 : 0)} ${t("app:unit.ms")}`;
  return (
    <Tag icon={slow ? <WarningOutlined /> : <CheckCircleOutlined />} color={color} data-testid={`link-${site.site_id}`}>
      {t("link.online", { delay: words })}
    </Tag>
  );
}
