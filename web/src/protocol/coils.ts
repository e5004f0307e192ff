/** The receive coils of a scanner. Pure. */
import type { ReceiveCoil, ScannerModel } from "../api/schema";

/** All of them, the one that is used where none is named first. */
export function coilsOf(model: ScannerModel): ReceiveCoil[] {
  return [{ name: model.receive_coil, channels: model.receive_channels }, ...model.other_coils];
}
