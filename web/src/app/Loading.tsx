import { Spin } from "antd";

import styles from "./Shell.module.css";

/** Shown only after a moment, so that quick answers do not flicker. */
export function Loading() {
  return (
    <div className={styles.centre}>
      <Spin size="large" delay={150} />
    </div>
  );
}
