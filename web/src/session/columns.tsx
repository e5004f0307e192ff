import { Tag, type TableColumnType } from "antd";
import { useTranslation } from "react-i18next";

import type { Session } from "../api/schema";
import { useRegionWords } from "./region";
import { SessionStateTag } from "./SessionStateTag";

/** What every list of sessions shows of one; the list itself says how wide. */
export function useSessionColumns() {
  const { t } = useTranslation("session");
  const region = useRegionWords();
  return {
    reason: {
      title: t("column.reason"),
      key: "reason",
      render: (_, session) => (
        <>
          {session.urgent && <Tag color="error">{t("urgent")}</Tag>}
          {session.reason}
        </>
      ),
    },
    region: { title: t("column.region"), key: "region", render: (_, session) => region(session.body_region) },
    by: { title: t("column.by"), key: "by", render: (_, session) => session.requested_by.display_name },
    state: { title: t("column.state"), key: "state", render: (_, session) => <SessionStateTag state={session.state} /> },
  } satisfies Record<string, TableColumnType<Session>>;
}
