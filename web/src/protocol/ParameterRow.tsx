import { Button, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Prescription, Sequence, Violation, Vocabulary } from "../api/schema";
import { CHOICES, differs, isOptional, type ChoiceField, type Field, type ListField, type NumberField } from "./fields";
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
        else if (isOptional(parameter)) drafting.edit(parameter, null);
      }}
    />
  );
}

function ChoiceInput({ field, drafting, vocabulary }: { field: ChoiceField } & Pick<Props, "drafting" | "vocabulary">) {
  const { t } = useTranslation("protocol");
  const { name } = useValues();
  const vendor = useVendorNames(vocabulary);
  const { parameter } = field;
  return (
    <Select<string>
      className={styles.input ?? ""}
      size="small"
      value={drafting.value[parameter]}
      popupMatchSelectWidth={false}
      aria-label={name(parameter)}
      data-testid={`param-${parameter}`}
      options={CHOICES[parameter].map((value) => {
        const own = parameter === "sequence" ? vendor.sequence(value as Sequence) : null;
        return { value, label: own ? `${own} · ${t(`choice.${value}`)}` : t(`choice.${value}`) };
      })}
      onChange={(value) => {
        drafting.edit(parameter, value as Prescription[typeof parameter]);
      }}
    />
  );
}

interface Typed {
  text: string;
  /** What was set when it was typed. */
  over: string;
  refused: boolean;
}

/** The numbers of a list as people type it; null where something else is among them. */
function numbersIn(text: string): number[] | null {
  const numbers = text.split(/[\s,;，、；]+/).filter(Boolean).map(Number);
  return numbers.every((each) => Number.isFinite(each) && each >= 0) ? numbers : null;
}

function ListInput({ field, drafting, invalid }: { field: ListField; drafting: Drafting; invalid: boolean }) {
  const { t } = useTranslation("protocol");
  const { name } = useValues();
  const { parameter } = field;
  const set = drafting.value[parameter].join(", ");
  const [typed, setTyped] = useState<Typed | null>(null);
  // What was typed over another value is of no use once that value has changed elsewhere.
  const mine = typed?.over === set ? typed : null;
  const take = () => {
    if (mine === null) return;
    const numbers = numbersIn(mine.text);
    if (numbers) drafting.edit(parameter, numbers);
    setTyped(numbers ? null : { ...mine, refused: true });
  };
  const refused = mine?.refused === true;
  return (
    <>
      <Input
        className={styles.input ?? ""}
        size="small"
        value={mine?.text ?? set}
        status={invalid || refused ? "error" : ""}
        aria-label={name(parameter)}
        aria-invalid={refused}
        data-testid={`param-${parameter}`}
        onChange={(event) => { setTyped({ text: event.target.value, over: set, refused: false }); }}
        onBlur={take}
        onPressEnter={take}
      />
      {refused && (
        <p className={styles.violation} role="alert">
          {t("notNumbers")}
        </p>
      )}
    </>
  );
}

function FieldInput({ field, drafting, vocabulary, invalid }: Pick<Props, "field" | "drafting" | "vocabulary"> & { invalid: boolean }) {
  switch (field.kind) {
    case "number":
      return <NumberInput field={field} drafting={drafting} invalid={invalid} />;
    case "choice":
      return <ChoiceInput field={field} drafting={drafting} vocabulary={vocabulary} />;
    case "list":
      return <ListInput field={field} drafting={drafting} invalid={invalid} />;
    case "shown":
      return <span />;
  }
}

/** One parameter: its name and the vendor's, as set, as proposed, and what is wrong with it. */
export function ParameterRow(props: Props) {
  const { field, present, drafting, vocabulary, violations, fault, editable } = props;
  const { t } = useTranslation("protocol");
  const { name, value } = useValues();
  const vendor = useVendorNames(vocabulary);
  const { parameter } = field;
  const changed = differs(parameter, present, drafting.value);
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
      {editable && <FieldInput field={field} drafting={drafting} vocabulary={vocabulary} invalid={invalid} />}
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
