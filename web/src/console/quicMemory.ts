/** Remembers for a while, for all consoles of this browser, that QUIC does not get through. */

const KEY = "telescan.quicBlockedAt";
const LEFT_ALONE_MS = 10 * 60_000;

export function quicMayWork(nowMs: number, storage: Pick<Storage, "getItem"> = localStorage): boolean {
  const blockedAt = Number(storage.getItem(KEY) ?? Number.NaN);
  return !(nowMs - blockedAt < LEFT_ALONE_MS && nowMs >= blockedAt);
}

export function rememberQuic(
  works: boolean,
  nowMs: number,
  storage: Pick<Storage, "setItem" | "removeItem"> = localStorage,
): void {
  if (works) storage.removeItem(KEY);
  else storage.setItem(KEY, String(nowMs));
}
