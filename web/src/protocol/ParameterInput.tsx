import { Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Prescription, ScannerModel, Sequence, Vocabulary } from "../api/schema";
import { BandsInput } from "./BandsInput";
import { coilsOf } from "./coils";
import { CHOICES, isOptional, type ChoiceField, type Field, type ListField, type NumberField } from "./fields";
import type { Fault } from "./ranges";
import type { Drafting } from "./useDraft";
import { useValues } from "./values";
import { useVendorNames } from "./vendor";
import styles from "./protocol.module.css";

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

interface ChoiceProps {
  field: ChoiceField;
  drafting: Drafting;
  vocabulary: Vocabulary | undefined;
  invalid: boolean;
}

function ChoiceInput({ field, drafting, vocabulary, invalid }: ChoiceProps) {
  const { t } = useTranslation("protocol");
  const { name } = useValues();
  const vendor = useVendorNames(vocabulary);
  const { parameter } = field;
  return (
    <Select<string>
      className={styles.input ?? ""}
      size="small"
      value={drafting.value[parameter]}
      status={invalid ? "error" : ""}
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

function CoilInput({ drafting, model, invalid }: Pick<InputProps, "drafting" | "model" | "invalid">) {
  const { t } = useTranslation("protocol");
  const { name } = useValues();
  const set = drafting.value.receive_coil;
  return (
    <Select<string>
      className={styles.input ?? ""}
      size="small"
      value={set ?? model?.receive_coil ?? t("usualCoil")}
      status={invalid ? "error" : ""}
      popupMatchSelectWidth={false}
      aria-label={name("receive_coil")}
      data-testid="param-receive_coil"
      options={(model ? coilsOf(model) : []).map((coil) => ({
        value: coil.name,
        label: t("coil", { name: coil.name, count: coil.channels }),
      }))}
      labelRender={({ value }) => value}
      onChange={(coil) => {
        // Where no coil is named, the usual one is meant.
        const unnamed = drafting.asSet.receive_coil == null && coil === model?.receive_coil;
        drafting.edit("receive_coil", unnamed ? null : coil);
      }}
    />
  );
}

interface InputProps {
  field: Field;
  drafting: Drafting;
  model: ScannerModel | undefined;
  faults: readonly Fault[];
  invalid: boolean;
}

/** Where one parameter's proposed value is set. */
export function ParameterInput({ field, drafting, model, faults, invalid }: InputProps) {
  switch (field.kind) {
    case "number":
      return <NumberInput field={field} drafting={drafting} invalid={invalid} />;
    case "choice":
      return <ChoiceInput field={field} drafting={drafting} vocabulary={model?.vocabulary} invalid={invalid} />;
    case "list":
      return <ListInput field={field} drafting={drafting} invalid={invalid} />;
    case "bands":
      return <BandsInput drafting={drafting} faults={faults} />;
    case "coil":
      return <CoilInput drafting={drafting} model={model} invalid={invalid} />;
  }
}
