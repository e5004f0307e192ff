import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..");
const PLURAL = /_(zero|one|two|few|many|other)$/;

interface Words {
  [key: string]: string | Words;
}

function leaves(words: Words, before = ""): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[`${before}${key}`, value]] : [...leaves(value, `${before}${key}.`)],
    ),
  );
}

function read(feature: string, language: string): Map<string, string> {
  const path = join(SOURCE, feature, "locales", `${language}.json`);
  return leaves(JSON.parse(readFileSync(path, "utf8")) as Words);
}

// Chinese has one plural form where English has two.
const singular = (keys: Iterable<string>) => [...new Set([...keys].map((key) => key.replace(PLURAL, "")))].sort();
const placeholders = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort();

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" });
const features = files.filter((path) => /^\w+\/locales\/en\.json$/.test(path)).map((path) => path.split("/")[0] ?? "");
const code = files
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|schema\.d\.ts/.test(path))
  .map((path) => ({ path, text: readFileSync(join(SOURCE, path), "utf8") }));

test("there are features with translations", () => {
  expect(features).toContain("session");
});

describe.each(features)("%s", (feature) => {
  const english = read(feature, "en");
  const chinese = read(feature, "zh-CN");

  test("both languages have the same keys", () => {
    expect(singular(chinese.keys())).toEqual(singular(english.keys()));
  });

  test("nothing is left empty", () => {
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).not.toBe("");
  });

  test("both languages fill in the same values", () => {
    for (const [key, text] of chinese) {
      const other = english.get(key) ?? english.get(key.replace(PLURAL, "_other"));
      expect(placeholders(text), key).toEqual(placeholders(other ?? ""));
    }
  });

  test("every key is used somewhere", () => {
    const used = code.map(({ text }) => text).join("\n");
    const unused = singular(english.keys()).filter((key) => {
      const parts = key.split(".");
      // A key may be written out, or its last parts put together from a value of the program.
      return !parts.some((_, depth) => {
        const head = parts.slice(0, parts.length - depth).join(".");
        return depth === 0 ? used.includes(`${head}"`) : used.includes(`${head}.\${`);
      });
    });
    expect(unused).toEqual([]);
  });
});

test("every key that is written out exists", () => {
  const known = new Set(features.flatMap((feature) => singular(read(feature, "en").keys())));
  const missing = code.flatMap(({ path, text }) =>
    [...text.matchAll(/\bt\(\s*"([^"]+)"/g)]
      .map(([, key = ""]) => key.split(":").at(-1) ?? "")
      .filter((key) => !known.has(key))
      .map((key) => `${path}: ${key}`),
  );
  expect(missing).toEqual([]);
});

test("no words stand on screen outside the translations", () => {
  const spoken = code
    .filter(({ path }) => path.endsWith(".tsx"))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)+|[\u4e00-\u9fff]+)\s*</g)].map(([, words]) => `${path}: ${words}`),
    );
  expect(spoken).toEqual([]);
});
