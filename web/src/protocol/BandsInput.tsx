import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, InputNumber } from "antd";
import { useTranslation } from "react-i18next";

import type { SaturationBand } from "../api/schema";
import { nextBand } from "./bands";
import { FaultText } from "./FaultText";
import type { Fault } from "./ranges";
import type { Drafting } from "./useDraft";
import { useValues } from "./values";
import styles from "./protocol.module.css";

const NUMBERS = ["offset_mm", "thickness_mm"] as const;

interface BandProps {
  band: SaturationBand;
  index: number;
  faults: readonly Fault[];
  onChange: (band: SaturationBand) => void;
  onRemove: () => void;
}

function Band({ band, index, faults, onChange, onRemove }: BandProps) {
  const { t } = useTranslation("protocol");
  const { unit } = useValues();
  const faultAt = (field: string) => faults.find(({ place }) => place === `saturation_bands.${String(index)}.${field}`);
  return (
    <>
      {NUMBERS.map((field) => (
        <InputNumber
          key={field}
          className={styles.input ?? ""}
          size="small"
          controls={false}
          changeOnWheel={false}
          step={5}
          precision={1}
          formatter={(value) => (value === undefined ? "" : String(value))}
          value={band[field]}
          status={faultAt(field) ? "error" : ""}
          suffix={unit("mm")}
          aria-label={`${t("bands.number", { index: index + 1 })}, ${t(`bands.${field}`)}`}
          data-testid={`band-${String(index)}-${field}`}
          onChange={(value) => {
            if (value !== null) onChange({ ...band, [field]: value });
          }}
        />
      ))}
      <Button
        size="small"
        type="text"
        icon={<DeleteOutlined />}
        aria-label={t("bands.remove", { index: index + 1 })}
        title={t("bands.remove", { index: index + 1 })}
        data-testid={`band-${String(index)}-remove`}
        onClick={onRemove}
      />
      {NUMBERS.map((field) => {
        const fault = faultAt(field);
        return (
          fault && (
            <p key={field} className={styles.violation}>
              <FaultText name={t(`bands.${field}`)} range={fault.range} unit={unit("mm")} />
            </p>
          )
        );
      })}
    </>
  );
}

/** The slabs parallel to the slices that give no signal: where, how thick, one more, one less. */
export function BandsInput({ drafting, faults }: { drafting: Drafting; faults: readonly Fault[] }) {
  const { t } = useTranslation("protocol");
  const { value } = drafting;
  const bands = value.saturation_bands;
  return (
    <>
      <Button
        size="small"
        icon={<PlusOutlined />}
        data-testid="param-saturation_bands"
        onClick={() => { drafting.load({ ...value, saturation_bands: [...bands, nextBand(value)] }); }}
      >
        {t("bands.add")}
      </Button>
      {bands.length > 0 && (
        <div className={styles.bands} role="group" aria-label={t("parameter.saturation_bands")}>
          <small>{t(`bands.positive.${value.orientation}`)}</small>
          <small>{t("bands.thickness_mm")}</small>
          <span />
          {bands.map((band, index) => (
            <Band
              // Bands have nothing but their place in the list.
              key={index}
              band={band}
              index={index}
              faults={faults}
              onChange={(changed) => {
                drafting.edit("saturation_bands", bands.map((each, at) => (at === index ? changed : each)));
              }}
              onRemove={() => {
                drafting.load({ ...value, saturation_bands: bands.filter((_, at) => at !== index) });
              }}
            />
          ))}
        </div>
      )}
    </>
  );
}
