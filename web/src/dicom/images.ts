/** A series' images over DICOMweb (PS3.18 section 10.4): what Cornerstone3D calls them, in their order. */
import { call } from "../api/client";

/** One attribute of the DICOM JSON model (PS3.18 annex F). */
interface Attribute {
  vr: string;
  Value?: (string | number)[];
}

export type Instance = Record<string, Attribute>;

const SOP_INSTANCE_UID = "00080018";
const INSTANCE_NUMBER = "00200013";

const first = (instance: Instance, tag: string) => instance[tag]?.Value?.[0];

export function inOrder(instances: readonly Instance[]): Instance[] {
  const number = (instance: Instance) => Number(first(instance, INSTANCE_NUMBER) ?? 0);
  return [...instances].sort((a, b) => number(a) - number(b));
}

export function imageIdOf(studyUid: string, seriesUid: string, instance: Instance): string {
  const sop = String(first(instance, SOP_INSTANCE_UID) ?? "");
  return `wadors:/dicomweb/studies/${studyUid}/series/${seriesUid}/instances/${sop}/frames/1`;
}

export function readInstances(studyUid: string, seriesUid: string, signal: AbortSignal): Promise<Instance[]> {
  return call<Instance[]>("GET", `/dicomweb/studies/${studyUid}/series/${seriesUid}/metadata`, { signal }).then(inOrder);
}
