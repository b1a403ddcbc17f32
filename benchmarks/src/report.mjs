/** The figures as a table for people (Markdown, as docs/benchmarks.md has it). */

function digits(number) {
  if (Number.isInteger(number)) return String(number);
  const size = Math.abs(number);
  return number.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

const range = ({ median, min, max }, unit = '') =>
  min === max ? `${digits(median)}${unit}` : `${digits(median)}${unit} (${digits(min)} to ${digits(max)})`;

function comparison({ compared, by, unit }) {
  if (compared === undefined) return '';
  return by === 'ratio' ? `${range(compared)} ×` : `+${range(compared, ` ${unit}`)}`;
}

function verdict({ goal, met, by, unit }) {
  if (goal === undefined) return '';
  const wanted = goal.of !== 'value' && by === 'ratio' ? `${goal.below} ×` : `${goal.below} ${unit}`.trim();
  const sign = goal.of !== 'value' && by === 'difference' ? '+' : '';
  return `${sign}${wanted}: ${met ? 'met' : '**missed**'}`;
}

function row(figure) {
  if (figure.skipped !== undefined) return [figure.what, `left out: ${figure.skipped}`, '', '', ''];
  const { what, value, unit, beside, besideValue } = figure;
  return [
    what,
    range(value, unit === '' ? '' : ` ${unit}`),
    beside === undefined ? '' : `${beside}: ${digits(besideValue.median)} ${unit}`,
    comparison(figure),
    verdict(figure),
  ];
}

export function table(figures) {
  const rows = [['', 'median (min to max)', 'beside', 'compared', 'goal'], ...figures.map(row)];
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((cells) => cells[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

export function heading({ cpu, cores, memoryGb, system, node, fileSystem, directory, load }) {
  return [
    `${cpu}, ${cores} cores, ${memoryGb} GB; ${system}; Node ${node}`,
    `${fileSystem} (${directory}); load at the start ${load.toFixed(1)}`,
  ].join('\n');
}
