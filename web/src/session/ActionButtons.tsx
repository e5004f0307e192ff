import { Button, Space } from "antd";

import { useShortcut } from "../app/shortcuts";
import type { Action } from "./actions";

function ActionButton({ action, large }: { action: Action; large: boolean }) {
  useShortcut(action.keys ?? "", action.label, action.run, action.keys !== undefined);
  return (
    <Button
      type={action.weight === "normal" ? "default" : "primary"}
      danger={action.weight === "danger"}
      size={large || action.weight === "danger" ? "large" : "medium"}
      block={large}
      loading={action.pending}
      onClick={action.run}
      data-testid={`action-${action.id}`}
    >
      {action.keys ? `${action.label} · ${action.keys}` : action.label}
    </Button>
  );
}

/** A session's acts: a row of buttons, or on the tablet a column of large ones. */
export function ActionButtons({ actions, large = false }: { actions: Action[]; large?: boolean }) {
  const buttons = actions.map((action) => <ActionButton key={action.id} action={action} large={large} />);
  return large ? buttons : <Space size={6}>{buttons}</Space>;
}
