import { coloured } from '../text/colours.js';
import { harmlessWord } from '../text/harmless.js';
import { duration } from '../text/names.js';
import type { Meter } from './meter.js';

const widestBar = 30;
const narrowestBar = 5;
/** Of a label so much is worth a shorter bar. */
const labelColumns = 20;

/** `520/1000  104/s  5 s left`, as much of it as is known. */
export function numbersOf(meter: Meter): string {
  const { done, total, fraction, rate, remainingMs } = meter;
  const parts = [
    ...(fraction === undefined ? [] : [`${Math.floor(fraction * 100)}%`.padStart(4)]),
    total === undefined ? short(done) : `${short(done)}/${short(total)}`,
    ...(rate === undefined ? [] : [`${short(rate)}/s`]),
    ...(remainingMs === undefined ? [] : [`${remaining(remainingMs)} left`]),
  ];
  return parts.join('  ');
}

/** A bar for a terminal of `columns`, on one line: what is too long is cut. */
export function barText(name: string, depth: number, meter: Meter, columns: number, isColoured: boolean): string {
  const indent = '  '.repeat(depth);
  const label = meter.label === undefined || meter.label === '' ? '' : `  ${harmlessWord(meter.label)}`;
  const numbers = numbersOf(meter);
  // The last column stays free: some terminals wrap when it is written to.
  const room = columns - 1 - indent.length - name.length - numbers.length - 2;
  const { fraction } = meter;
  const beside = Math.min(label.length, labelColumns);
  const width = fraction === undefined ? 0 : Math.max(narrowestBar, Math.min(widestBar, room - beside));
  const bar = fraction === undefined ? '' : ` ${drawn(fraction, width, isColoured)}`;
  const rest = Math.max(0, room - width);
  return `${indent}${name}${bar} ${numbers}${label.slice(0, rest)}`;
}

function drawn(fraction: number, width: number, isColoured: boolean): string {
  const full = Math.floor(fraction * width);
  const [done, open] = ['━'.repeat(full), '─'.repeat(width - full)];
  return isColoured ? coloured('cyan', done) + coloured('gray', open) : done + open;
}

/** Whole seconds: an estimate is no better. */
function remaining(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 100 ? `${seconds} s` : duration(seconds * 1000);
}

/** Three digits that count: `1234567` is `1.23M`. Whole numbers below ten thousand stay as they are. */
function short(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 10_000) return String(value);
  const units: readonly (readonly [number, string])[] = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  const [factor, unit] = units.find(([limit]) => size >= limit) ?? [1, ''];
  return `${Number((value / factor).toPrecision(3))}${unit}`;
}
