import { Alert, Button, Card, Form, Input } from "antd";
import { useTranslation } from "react-i18next";

import type { Credentials } from "../api/schema";
import { LanguageSwitch } from "../app/LanguageSwitch";
import { ThemeSwitch } from "../app/ThemeSwitch";
import { useProblemWords } from "../app/problems";
import { useSignIn } from "./me";
import styles from "./SignInPage.module.css";

export function SignInPage() {
  const { t } = useTranslation(["identity", "app"]);
  const signIn = useSignIn();
  const words = useProblemWords();

  return (
    <main className={styles.page}>
      <header className={styles.tools}>
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <Card className={styles.card ?? ""}>
        <img className={styles.mark} src="/telescan.svg" alt="" width={44} height={44} />
        <h1 className={styles.name}>{t("app:name")}</h1>
        <p className={styles.subtitle}>{t("app:subtitle")}</p>
        <Form<Credentials>
          layout="vertical"
          requiredMark={false}
          onFinish={(values) => {
            signIn.mutate(values);
          }}
        >
          <Form.Item
            name="username"
            label={t("signIn.username")}
            rules={[{ required: true, message: t("signIn.required") }]}
          >
            <Input size="large" autoComplete="username" autoFocus data-testid="sign-in-username" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("signIn.password")}
            rules={[{ required: true, message: t("signIn.required") }]}
          >
            <Input.Password size="large" autoComplete="current-password" data-testid="sign-in-password" />
          </Form.Item>
          {signIn.error && (
            <Alert
              className={styles.error ?? ""}
              type="error"
              showIcon
              data-testid="sign-in-error"
              title={words(signIn.error)}
            />
          )}
          <Button
            type="primary"
            size="large"
            block
            htmlType="submit"
            loading={signIn.isPending}
            data-testid="sign-in-submit"
          >
            {t("signIn.submit")}
          </Button>
        </Form>
      </Card>
      <footer className={styles.notice}>{t("app:notice")}</footer>
    </main>
  );
}
