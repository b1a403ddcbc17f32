import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { configure, dirOf, invalidate, loadOrCreate } from '@huldra/core';
import type { Kind, Order } from '../order.js';
import { specimenOf } from '../specimen.js';
import { sealed } from './mutate.js';
import { Scene } from './scene.js';

/** The kinds of files that are damaged. */
export const damagedFiles = [
  'SUCCESS.json',
  'state.json',
  'owner records',
  'metadata.json',
  'events.jsonl',
  'jobs',
] as const;
export type DamagedFile = (typeof damagedFiles)[number];

/** A file in a scene, and contents that could come into its place. */
export interface Target {
  readonly file: DamagedFile;
  readonly scene: Scene;
  readonly path: string;
  readonly ofAnother: Buffer;
  readonly earlier: Buffer;
  readonly anotherFile: Buffer;
}

/** Where scenes are made and played, always in the same place: what is in them names it. */
export interface Stage {
  readonly root: string;
  readonly ledger: string;
  /** A root in which a process was killed in the middle of a create. */
  readonly abandoned: string;
}

export const theId = 1;
const anotherId = 2;
const token = '0123456789abcdef';

export function orderFor(stage: Stage, kind: Kind, isFailing = false, id = theId): Order {
  return { verb: 'ask', root: stage.root, ledger: stage.ledger, kind, id, isFailing };
}

/** Everything that is damaged, in the scenes in which that could hurt. */
export async function makeTargets(stage: Stage): Promise<readonly Target[]> {
  const published = await makeScene(stage, 'published', 'files', twice);
  const stored = await makeScene(stage, 'published by a codec', 'stored', twice);
  const failed = await makeScene(stage, 'failed', 'files', fail);
  const other = await makeScene(stage, 'another artifact', 'files', (given) => twice(given, anotherId));
  const dead = Scene.of('dead owner', 'files', stage.abandoned);
  const intent = dead.changed('lock without a record', (path) => {
    if (/\.beat$|state\.json$/.test(path)) return undefined;
    return path.replace(/(\d{8})\.json$/, `$1.${token}.intent`);
  });
  const jobPath = `${pathOfArtifact(stage)}/.huldra/jobs/${token}.json`;
  const nothing = dead.changed('nothing', () => undefined);
  const queued = nothing.with('queued', jobPath, job({}));
  const ended = nothing.with('job ended', jobPath, job({ endedAt: '2026-01-01T00:00:01.000Z' }));

  const all: readonly (readonly [DamagedFile, RegExp, readonly Scene[]])[] = [
    ['SUCCESS.json', /\/SUCCESS\.json$/, [published, stored]],
    ['state.json', /\/state\.json$/, [published, failed, dead]],
    ['owner records', /\/locks\/\d+\.(?:json|beat|[0-9a-f]+\.intent)$/, [published, failed, dead, intent]],
    ['metadata.json', /\/metadata\.json$/, [published, stored, failed, dead]],
    ['events.jsonl', /\/events\.jsonl$/, [published, failed, dead]],
    ['jobs', /\/jobs\/[0-9a-f]+\.json$/, [queued, ended]],
  ];
  const anotherJob = job({ token: 'fedcba9876543210', reference: '8' });
  return all.flatMap(([file, pattern, scenes]) =>
    scenes.flatMap((scene) =>
      scene.paths(pattern).map((path): Target => {
        const [ofAnother = anotherJob] = other.paths(pattern).map((name) => other.bytes(name));
        const [earlier = scene.bytes(path)] = published.paths(earlierThan(file)).map((name) => published.bytes(name));
        const [anotherFile = anotherJob] = published
          .paths(file === 'state.json' ? /\/SUCCESS\.json$/ : /\/state\.json$/)
          .map((name) => published.bytes(name));
        return { file, scene, path, ofAnother, earlier, anotherFile };
      }),
    ),
  );
}

function earlierThan(file: DamagedFile): RegExp {
  if (file === 'SUCCESS.json') return /\/SUCCESS\.invalidated-\d+\.json$/;
  return file === 'owner records' ? /\/locks\/00000001\.json$/ : new RegExp(`/${file.replaceAll('.', '\\.')}$`);
}

function pathOfArtifact(stage: Stage): string {
  return relative(stage.root, dirOf(specimenOf(orderFor(stage, 'files'))));
}

function job(members: Readonly<Record<string, string>>): Buffer {
  const submittedAt = '2026-01-01T00:00:00.000Z';
  return sealed({ schemaVersion: 1, token, executor: 'slurm', reference: '7', submittedAt, ...members });
}

async function makeScene(
  stage: Stage,
  name: string,
  kind: Kind,
  act: (given: { readonly stage: Stage; readonly kind: Kind }) => Promise<void>,
): Promise<Scene> {
  rmSync(stage.root, { recursive: true, force: true });
  configure({ root: stage.root });
  await act({ stage, kind });
  return Scene.of(name, kind, stage.root);
}

/** So that there is an earlier result, too. */
async function twice({ stage, kind }: { readonly stage: Stage; readonly kind: Kind }, id = theId): Promise<void> {
  const specimen = specimenOf(orderFor(stage, kind, false, id));
  await loadOrCreate(specimen);
  await invalidate(specimen, 'to have an earlier result');
  await loadOrCreate(specimen);
}

/** Within a batch job, so that its records name one. */
async function fail({ stage, kind }: { readonly stage: Stage; readonly kind: Kind }): Promise<void> {
  process.env.SLURM_JOB_ID = '4711';
  try {
    await loadOrCreate(specimenOf(orderFor(stage, kind, true)));
  } catch {
    return;
  } finally {
    delete process.env.SLURM_JOB_ID;
  }
  throw new Error('what was told to fail has succeeded');
}
