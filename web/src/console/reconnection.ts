/**
 * When the page tries again to reach the hub. Pure; the gateway's half is `reconnection.py`.
 *
 * A TCP connection begun during an outage repeats its first packet after 1, 3, 7 seconds, so a patient
 * try misses the link's return. Browsers open one WebSocket to a host at a time (RFC 6455, 4.1), so
 * tries cannot overlap: they are short, as short as the link's round trip allows.
 */

/** A page that is refused a connection at once, by a hub that restarts, asks again after this. */
export const PAUSE_MS = 300;

const LEAST_MS = 700;
const MOST_MS = 4000;
/** TCP, TLS and WebSocket take three round trips; one packet may be lost. */
const ROUND_TRIPS = 6;
const LONG_OUT_MS = 20_000;
const PATIENT_EVERY = 4;

/**
 * How long a try may take.
 *
 * @param roundTripMs what the link's round trip was; null where it was never measured
 * @param outForMs since when there is no connection
 * @param tries how many tries failed since then
 */
export function tryForMs(roundTripMs: number | null, outForMs: number, tries: number): number {
  // The link may have become slower meanwhile: now and then a patient try.
  const patient = outForMs > LONG_OUT_MS && tries % PATIENT_EVERY === PATIENT_EVERY - 1;
  if (roundTripMs === null || patient) return MOST_MS;
  return Math.min(Math.max(ROUND_TRIPS * roundTripMs, LEAST_MS), MOST_MS);
}
