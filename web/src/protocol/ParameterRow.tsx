import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { Prescription, ScannerModel, Violation } from "../api/schema";
import { differs, type Field, type Uses } from "./fields";
import { FaultText } from "./FaultText";
import { hasNearest } from "./draft";
import { ParameterInput } from "./ParameterInput";
import type { Fault } from "./ranges";
import type { Drafting } from "./useDraft";
import { useValues } from "./values";
import { useVendorNames } from "./vendor";
import { ViolationText } from "./ViolationText";
import styles from "./protocol.module.css";

interface Props {
  field: Field;
  present: Prescription;
  drafting: Drafting;
  model: ScannerModel | undefined;
  uses: Uses;
  violations: readonly Violation[];
  /** Numbers in this field that no scanner takes. */
  faults: readonly Fault[];
  /** What the hub says is wrong with this very field, where it could not be worked out at all. */
  problem: string | null;
  editable: boolean;
}

/** One parameter: its name and the vendor's, as set, as proposed, and what is wrong with it. */
export function ParameterRow(props: Props) {
  const { field, present, drafting, model, uses, violations, faults, problem, editable } = props;
  const { t } = useTranslation("protocol");
  const { name, value, unit } = useValues(model);
  const vendor = useVendorNames(model?.vocabulary);
  const { parameter } = field;
  const changed = differs(parameter, present, drafting.value);
  const invalid = violations.length > 0 || faults.length > 0 || problem !== null;
  const own = vendor.parameter(parameter);
  const common = value(parameter, present[parameter]);
  const family = parameter === "sequence" ? vendor.sequence(present.sequence) : null;
  const outside = faults.find((fault) => fault.place === parameter);
  return (
    <div
      className={styles.row}
      data-parameter={parameter}
      data-changed={changed || undefined}
      data-invalid={invalid || undefined}
    >
      <span className={styles.name} title={own ? `${name(parameter)} · ${own}` : undefined}>
        {name(parameter)}
        {own && <small>{own}</small>}
      </span>
      <span className={styles.asSet} title={common} data-testid={`as-set-${parameter}`}>
        {family ?? common}
      </span>
      {editable && (
        <ParameterInput field={field} drafting={drafting} model={model} faults={faults} invalid={invalid} />
      )}
      {outside && (
        <p className={styles.violation} data-testid={`fault-${parameter}`}>
          <FaultText name={name(parameter)} range={outside.range} unit={unit("unit" in field ? field.unit : null)} />
        </p>
      )}
      {problem !== null && <p className={styles.violation}>{problem}</p>}
      {violations.map((violation) => (
        <p key={violation.limit} className={styles.violation} data-testid={`violation-${parameter}`}>
          <ViolationText violation={violation} prescription={drafting.value} uses={uses} model={model} />
          {editable && hasNearest(violation) && (
            <Button
              size="small"
              type="link"
              data-testid={`nearest-${parameter}`}
              onClick={() => { drafting.nearest([violation]); }}
            >
              {violation.nearest == null ? t("unset") : t("useNearest", { value: value(parameter, violation.nearest) })}
            </Button>
          )}
        </p>
      ))}
    </div>
  );
}
