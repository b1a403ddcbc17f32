/** How many system calls on files and descriptors a hit and a miss make, by strace; nothing where there is no strace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { has, run, script } from '../children.mjs';
import { figure } from '../measure.mjs';

/** Calls by name. */
async function count(place, kind, times) {
  const output = join(place, `strace-${kind}-${times}`);
  const root = join(place, `calls-${kind}-${times}`);
  const trace = ['-f', '-c', '-e', 'trace=%file,%desc', '-o', output];
  await run('strace', [...trace, process.execPath, script('repeat'), root, kind, String(times)], { cwd: place });
  const rows = readFileSync(output, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  // Memory that is mapped counts as a descriptor's call, and comes with garbage collection, not with files.
  // % time, seconds, µs per call, calls, errors (may be missing), name
  const counted = rows.filter((row) => /^\d+$/.test(row[3] ?? '') && !/^(?:total|m(?:un|re)?map)$/.test(row.at(-1)));
  return new Map(counted.map((row) => [row.at(-1), Number(row[3])]));
}

/** What `times` more of them add, divided by their number: starting and ending the process cancel out. */
async function callsPer(place, kind, times) {
  const few = await count(place, kind, times);
  const many = await count(place, kind, 3 * times);
  const per = [...many].map(([name, calls]) => [name, (calls - (few.get(name) ?? 0)) / (2 * times)]);
  return new Map(per.filter(([, calls]) => calls >= 0.25).sort(([, a], [, b]) => b - a));
}

export async function systemCalls({ place, scale }) {
  if (!has('strace', ['-V'])) return [{ id: 'system-calls', what: 'system calls', skipped: 'strace is not installed' }];
  const figures = [];
  for (const [kind, times, below] of [
    ['hit', Math.ceil(100 * scale), 8],
    ['miss', Math.ceil(40 * scale), undefined],
  ]) {
    const calls = await callsPer(place, kind, times);
    const total = [...calls.values()].reduce((sum, number) => sum + number, 0);
    const what = `system calls of a ${kind}${kind === 'miss' ? ', with fsync' : ''}`;
    const goal = below === undefined ? {} : { goal: { of: 'value', below } };
    const detail = [...calls].map(([name, number]) => `${name} ${Math.round(number * 10) / 10}`).join(', ');
    figures.push({ ...figure({ id: `calls-${kind}`, what, unit: '', samples: [Math.round(total)], ...goal }), detail });
  }
  return figures;
}
