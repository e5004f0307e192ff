import { LogoutOutlined, UserOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Badge, Button, Dropdown } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet } from "react-router";

import { useMe, useSignOut } from "../identity/me";
import { may } from "../identity/roles";
import { useLive, useLiveSubscription } from "../live/live";
import { useOpenSessions } from "../session/queries";
import { LanguageSwitch } from "./LanguageSwitch";
import { LiveBanner } from "./LiveBanner";
import { ShortcutHelp } from "./ShortcutHelp";
import { ThemeSwitch } from "./ThemeSwitch";
import styles from "./Shell.module.css";

function Navigation() {
  const { t } = useTranslation("app");
  const me = useMe();
  const waiting = (useOpenSessions().data ?? []).filter((session) => session.state === "requested").length;
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${t("name")}` : t("name");
  }, [waiting, t]);
  const pages = [
    { to: "/", label: t("nav.overview"), shown: true, badge: 0, id: "overview" },
    { to: "/requests", label: t("nav.requests"), shown: may(me, "take_request"), badge: waiting, id: "requests" },
    { to: "/operator", label: t("nav.operator"), shown: may(me, "ask_for_help"), badge: 0, id: "operator" },
    { to: "/wall", label: t("nav.wall"), shown: may(me, "see_console"), badge: 0, id: "wall" },
    { to: "/records", label: t("nav.records"), shown: may(me, "see_records"), badge: 0, id: "records" },
    { to: "/audit", label: t("nav.audit"), shown: may(me, "see_audit"), badge: 0, id: "audit" },
  ];
  return (
    <nav className={styles.nav} aria-label={t("nav.label")}>
      {pages
        .filter((page) => page.shown)
        .map((page) => (
          <NavLink key={page.to} to={page.to} end={page.to === "/"} data-testid={`nav-${page.id}`}>
            {page.label}
            <Badge size="small" count={page.badge} />
          </NavLink>
        ))}
    </nav>
  );
}

function Account() {
  const { t } = useTranslation(["app", "identity"]);
  const me = useMe();
  const signOut = useSignOut();
  const roles = me.roles.map((grant) => t(`identity:role.${grant.role}`));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "roles", label: [...new Set(roles)].join(" · "), disabled: true },
          { type: "divider" },
          {
            key: "out",
            icon: <LogoutOutlined />,
            label: <span data-testid="sign-out">{t("app:signOut")}</span>,
            onClick: () => {
              signOut.mutate();
            },
          },
        ],
      }}
    >
      <Button type="text" size="small" icon={<UserOutlined />} aria-label={t("app:account")} data-testid="account">
        {me.display_name}
      </Button>
    </Dropdown>
  );
}

export function Shell() {
  const { t } = useTranslation("app");
  useLiveSubscription(useQueryClient());
  const stale = useLive().lostAt !== null;
  return (
    <div className={styles.shell}>
      <header className={styles.bar}>
        <NavLink to="/" className={styles.brand ?? ""}>
          <img src="/telescan.svg" alt="" width={20} height={20} />
          {t("name")}
        </NavLink>
        <Navigation />
        <div className={styles.tools}>
          <span className={styles.notice}>{t("notice")}</span>
          <LanguageSwitch />
          <ThemeSwitch />
          <ShortcutHelp />
          <Account />
        </div>
      </header>
      <LiveBanner />
      <main className={styles.main} data-stale={stale || undefined}>
        <Outlet />
      </main>
    </div>
  );
}
