import { resolve } from 'node:path';
import { settings } from '../settings/index.js';
import { artifactLayouts, type Leftover, leftoverOf } from './leftovers.js';
import { type Finding, probeRoot, removeDeadProbes } from './probe.js';

/** What `doctor` found. */
export interface Diagnosis {
  readonly root: string;
  readonly findings: readonly Finding[];
  /** How many artifact directories were looked at. */
  readonly artifacts: number;
  readonly leftovers: readonly Leftover[];
}

export interface DoctorOptions {
  /** Removes what dead owners left, which otherwise is only listed, and what earlier examinations left that died. */
  readonly fix?: boolean;
}

/**
 * Examines a root: whether its file system does what huldra builds on, and what dead owners left in it. Imports no class. Files are
 * made and removed again in a directory of its own; artifacts are changed only with `fix`, and published results never.
 */
export function doctor(root: string = settings().root, { fix = false }: DoctorOptions = {}): Diagnosis {
  const path = resolve(root);
  const findings = probeRoot(path);
  if (fix) removeDeadProbes(path);
  let artifacts = 0;
  const leftovers: Leftover[] = [];
  for (const layout of artifactLayouts(path)) {
    artifacts += 1;
    const leftover = leftoverOf(layout, fix);
    if (leftover !== undefined) leftovers.push(leftover);
  }
  return { root: path, findings, artifacts, leftovers };
}
