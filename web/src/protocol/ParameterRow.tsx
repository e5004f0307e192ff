import { Button, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";

import type { Prescription, Sequence, Violation, Vocabulary } from "../api/schema";
import { ORIENTATIONS, PHASE_DIRECTIONS, SEQUENCES, type ChoiceField, type Field, type NumberField } from "./fields";
import { hasNearest } from "./draft";
import type { Drafting } from "./useDraft";
import { useValues } from "./values";
import { useVendorNames } from "./vendor";
import { ViolationText } from "./ViolationText";
import styles from "./protocol.module.css";

interface Props {
  field: Field;
  present: Prescription;
  drafting: Drafting;
  vocabulary: Vocabulary | undefined;
  violations: readonly Violation[];
  /** What the hub says is wrong with this very field, where it could not be worked out at all. */
  fault: string | null;
  editable: boolean;
}

function NumberInput({ field, drafting, invalid }: { field: NumberField; drafting: Drafting; invalid: boolean }) {
  const { unit, name } = useValues();
  const { parameter } = field;
  return (
    <InputNumber
      className={styles.input ?? ""}
      size="small"
      controls={false}
      changeOnWheel={false}
      step={field.step}
      precision={field.digits}
      // A trailing zero would rewrite what somebody is typing.
      formatter={(value) => (value === undefined ? "" : String(value))}
      value={drafting.value[parameter] ?? null}
      status={invalid ? "error" : ""}
      suffix={unit(field.unit)}
      aria-label={name(parameter)}
      data-testid={`param-${parameter}`}
      onChange={(value) => {
        if (value !== null) drafting.edit(parameter, value);
      }}
    />
  );
}

function ChoiceInput({ field, drafting, vocabulary }: { field: ChoiceField } & Pick<Props, "drafting" | "vocabulary">) {
  const { t } = useTranslation("protocol");
  const { name } = useValues();
  const vendor = useVendorNames(vocabulary);
  const { parameter } = field;
  const choices = { sequence: SEQUENCES, orientation: ORIENTATIONS, phase_encoding_direction: PHASE_DIRECTIONS };
  return (
    <Select<string>
      className={styles.input ?? ""}
      size="small"
      value={drafting.value[parameter]}
      popupMatchSelectWidth={false}
      aria-label={name(parameter)}
      data-testid={`param-${parameter}`}
      options={choices[parameter].map((value) => {
        const own = parameter === "sequence" ? vendor.sequence(value as Sequence) : null;
        return { value, label: own ? `${own} · ${t(`choice.${value}`)}` : t(`choice.${value}`) };
      })}
      onChange={(value) => {
        drafting.edit(parameter, value as Prescription[typeof parameter]);
      }}
    />
  );
}

/** One parameter: its name and the vendor's, as set, as proposed, and what is wrong with it. */
export function ParameterRow(props: Props) {
  const { field, present, drafting, vocabulary, violations, fault, editable } = props;
  const { t } = useTranslation("protocol");
  const { name, value } = useValues();
  const vendor = useVendorNames(vocabulary);
  const { parameter } = field;
  const changed = (present[parameter] ?? null) !== (drafting.value[parameter] ?? null);
  const invalid = violations.length > 0 || fault !== null;
  const own = vendor.parameter(parameter);
  const common = value(parameter, present[parameter]);
  const family = parameter === "sequence" ? vendor.sequence(present.sequence) : null;
  const asSet = family ? `${family} · ${common}` : common;
  return (
    <div className={styles.row} data-changed={changed || undefined} data-invalid={invalid || undefined}>
      <span className={styles.name}>
        {name(parameter)}
        {own && <small>{own}</small>}
      </span>
      <span className={styles.asSet} title={asSet} data-testid={`as-set-${parameter}`}>
        {asSet}
      </span>
      {editable &&
        (field.kind === "number" ? (
          <NumberInput field={field} drafting={drafting} invalid={invalid} />
        ) : (
          <ChoiceInput field={field} drafting={drafting} vocabulary={vocabulary} />
        ))}
      {fault !== null && <p className={styles.violation}>{fault}</p>}
      {violations.map((violation) => (
        <p key={violation.limit} className={styles.violation} data-testid={`violation-${parameter}`}>
          <ViolationText violation={violation} />
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
