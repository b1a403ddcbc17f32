import type { ResultData } from './result-data.js';

/** RFC 4180. A metric that is called like another column is called `metric.<name>`. */
export function resultsAsCsv({ columns, rows }: ResultData): string {
  const taken = new Set(['name', 'hash', 'status', ...columns.fields]);
  const metrics = columns.metrics.map((name) => (taken.has(name) ? `metric.${name}` : name));
  const head = ['name', 'hash', 'status', ...columns.fields, ...metrics];
  const lines = rows.map(({ name, ref, status, fields, metrics: values }) => [
    name,
    ref.hash,
    status,
    ...columns.fields.map((path) => fields[path] ?? ''),
    ...columns.metrics.map((metric) => (values[metric] === undefined ? '' : String(values[metric]))),
  ]);
  return [head, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
