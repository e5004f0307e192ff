import { useTranslation } from "react-i18next";

import type { Prescription, ScannerModel } from "../api/schema";
import { changedParameters, differs } from "./fields";
import { useValues } from "./values";
import { useVendorNames } from "./vendor";
import styles from "./protocol.module.css";

interface Props {
  from: Prescription;
  to: Prescription;
  /** What the scanner answered that it set, once it has. */
  asSet?: Prescription | null | undefined;
  model: ScannerModel | undefined;
}

/** Only what changes: old value, new value, and what the scanner really set. */
export function ChangedValues({ from, to, asSet, model }: Props) {
  const { t } = useTranslation("protocol");
  const { name, value } = useValues(model);
  const vendor = useVendorNames(model?.vocabulary);
  const changed = new Set(changedParameters(from, to));
  if (asSet) for (const parameter of changedParameters(to, asSet)) changed.add(parameter);
  return (
    <table className={styles.changes}>
      <thead>
        <tr>
          <th scope="col">{t("head.parameter")}</th>
          <th scope="col">{t("head.old")}</th>
          <th scope="col">{t("head.new")}</th>
          {asSet && <th scope="col">{t("head.scannerSet")}</th>}
        </tr>
      </thead>
      <tbody>
        {[...changed].map((parameter) => (
          <tr key={parameter} data-testid={`change-${parameter}`}>
            <th scope="row">
              {name(parameter)}
              <small>{vendor.parameter(parameter)}</small>
            </th>
            <td>{value(parameter, from[parameter])}</td>
            <td className={styles.new}>{value(parameter, to[parameter])}</td>
            {asSet && (
              <td data-differs={differs(parameter, asSet, to) || undefined}>
                {value(parameter, asSet[parameter])}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
