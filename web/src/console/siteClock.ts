/**
 * The least that the site's clock can show now, reckoned from its pongs. Input is stamped with it, so
 * that the site finds it no younger than it is, whatever the link does: see `input_age.py`. Pure.
 */

const KEEP_MS = 15_000;

export class SiteClock {
  /** The most that the site's clock was seen ahead of ours, in this and in the last span of time. */
  private ahead: number | null = null;
  private aheadBefore: number | null = null;
  private spanBegan = 0;

  /** A pong that left at `siteMs` came at `nowMs` of our own monotonic clock. */
  heard(siteMs: number, nowMs: number): void {
    if (nowMs - this.spanBegan > KEEP_MS) {
      // Clocks drift: what was seen long ago counts no more.
      this.aheadBefore = this.ahead;
      this.ahead = null;
      this.spanBegan = nowMs;
    }
    this.ahead = Math.max(siteMs - nowMs, this.ahead ?? -Infinity);
  }

  /** What the site's clock shows at the least; null before its first pong. */
  atLeast(nowMs: number): number | null {
    const ahead = Math.max(this.ahead ?? -Infinity, this.aheadBefore ?? -Infinity);
    return ahead === -Infinity ? null : nowMs + ahead;
  }

  /** Another gateway, another clock. */
  forget(): void {
    this.ahead = null;
    this.aheadBefore = null;
  }
}
