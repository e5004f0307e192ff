import { BellOutlined, CheckCircleOutlined, MinusCircleOutlined, TeamOutlined, UserOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { SessionState } from "../api/schema";

const LOOKS: Record<SessionState, { color: string; icon: ReactNode }> = {
  requested: { color: "warning", icon: <BellOutlined /> },
  taken: { color: "processing", icon: <UserOutlined /> },
  open: { color: "processing", icon: <TeamOutlined /> },
  closed: { color: "default", icon: <CheckCircleOutlined /> },
  withdrawn: { color: "default", icon: <MinusCircleOutlined /> },
};

export function SessionStateTag({ state }: { state: SessionState }) {
  const { t } = useTranslation("session");
  return (
    <Tag color={LOOKS[state].color} icon={LOOKS[state].icon} data-testid="session-state" data-state={state}>
      {t(`state.${state}`)}
    </Tag>
  );
}
