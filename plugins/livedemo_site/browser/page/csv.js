// The tables of a result as CSV files (RFC 4180), made here from what stands in the page.
//
// A picture that holds its matrix (data-rows, data-columns, data-values) counts as a table.

import { TABLES } from "./controls.js";
import { say } from "./sentences.js";

// A spreadsheet takes a cell that begins like this for a formula; a signed number it may have.
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;
const NUMBER = /^[+-]?\d[\d.,]*(e[+-]?\d+)?( ?%)?$/i;

/** A cell's text: a value as it is, anything else without its template's spaces. @param {Element} cell */
const words = (cell) => {
  const text = cell.querySelector("bdi")?.textContent ?? cell.textContent?.trim() ?? "";
  return text.replaceAll(/\u00a0(?=[\d%])/g, " "); // within a number, for a spreadsheet to take it for one
};

/** @param {string} text */
function field(text) {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {HTMLElement} map @returns {string[][]} */
function matrix({ dataset }) {
  /** @type {string[]} */
  const columns = JSON.parse(dataset.columns ?? "[]");
  const values = (dataset.values ?? "").split(" ");
  const rows = /** @type {string[]} */ (JSON.parse(dataset.rows ?? "[]"));
  const n = columns.length;
  return [["", ...columns], ...rows.map((row, i) => [row, ...values.slice(i * n, (i + 1) * n)])];
}

/** @param {Element} table @returns {string[][]} */
function cells(table) {
  const rows = [...table.querySelectorAll("tr")].map((row) => [...row.children].map(words));
  // A column that holds nothing but drawings has no words.
  const width = Math.max(0, ...rows.map((row) => row.length));
  const kept = Array.from({ length: width }, (_, i) => i).filter((i) => rows.some((row) => row[i]));
  return rows.map((row) => kept.map((i) => row[i] ?? ""));
}

/** @param {HTMLElement} table @returns {string} */
export function csv(table) {
  const rows = table.matches("table") ? cells(table) : matrix(table);
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/**
 * Let the reader save a table of a figure.
 * @param {HTMLElement} figure
 * @param {number} position which table, from 0
 */
export function save(figure, position) {
  const tables = figure.querySelectorAll(TABLES);
  const table = /** @type {HTMLElement | undefined} */ (tables[position]);
  if (!table) return;
  const name = `${figure.id || "figure"}${tables.length > 1 ? `-${position + 1}` : ""}.csv`;
  const link = document.createElement("a");
  // Without the mark at the start Excel reads UTF-8 as something older.
  link.href = URL.createObjectURL(new Blob(["\ufeff", csv(table)], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // the download reads it a moment later
  const status = figure.querySelector(".ld-status");
  if (status) status.textContent = say("table.saved", { file: name });
}
