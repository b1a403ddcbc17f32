/** Indented lines of columns two spaces apart under their titles: the first to the left, numbers to the right. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
  return [titles, ...rows].map((row) => `  ${row.map(cell).join('  ')}`).join('\n');
}

/** A share of 1 as a percentage with one decimal, such as `97.7 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
