import { EyeOutlined, UserOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { Actor, Session } from "../api/schema";
import { useMe } from "../identity/me";
import styles from "./session.module.css";

function participants(session: Session): Actor[] {
  const all = [session.requested_by, session.expert, ...session.admitted].filter((person) => person != null);
  return all.filter((person, index) => all.findIndex((one) => one.person_id === person.person_id) === index);
}

/** Who takes part, who sees the console and who drives. */
export function People({ session }: { session: Session }) {
  const { t } = useTranslation(["session", "identity"]);
  const me = useMe();
  return (
    <ul className={styles.people} data-testid="people">
      {participants(session).map((person) => {
        const admitted = session.admitted.some((one) => one.person_id === person.person_id);
        const drives = session.control.holder?.person_id === person.person_id;
        return (
          <li key={person.person_id}>
            <UserOutlined />
            <strong>{person.display_name}</strong>
            <span className={styles.quiet}>
              {person.roles.map((role) => t(`identity:role.${role}`)).join(" · ")}
              {person.person_id === me.person_id && ` (${t("you")})`}
            </span>
            {admitted && <Tag icon={<EyeOutlined />} title={t("sees")}>{t("watches")}</Tag>}
            {drives && <Tag color="processing">{t("drives")}</Tag>}
          </li>
        );
      })}
    </ul>
  );
}
