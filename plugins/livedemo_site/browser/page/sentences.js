// What a figure says, in the site's language. The build puts the sentences here: see livedemo_site/sentences.

/** @typedef {string | Record<string, string>} Form one sentence, or one for each of a language's plurals */

/** @type {Record<string, Form>} */
const sentences = ({/* sentences */});

/** The site's language, a BCP 47 tag. */
export const language = "{language}";

/**
 * A sentence, with its names in braces filled in; `count` chooses among its plurals.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const form = sentences[key] ?? key;
  const text = typeof form === "string" ? form : form[plural(Number(values.count))] ?? form.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => written(values[name]));
}

/** @param {string | number | undefined} value */
const written = (value) => (typeof value === "number" ? number(value) : value ?? "");

/** A number as the language writes it. @param {number} value @param {number} [digits] after the point, in any case */
export function number(value, digits) {
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** @param {number} count */
const plural = (count) => new Intl.PluralRules(language).select(count);
