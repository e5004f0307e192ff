/** Any command to a session, as the hub's OpenAPI describes it. */
import type { paths } from "../api/schema";

type Door = paths["/api/sessions/{session_id}/commands"]["post"];
export type SessionCommand = NonNullable<Door["requestBody"]>["content"]["application/json"];

export type CommandKind = SessionCommand["kind"];
