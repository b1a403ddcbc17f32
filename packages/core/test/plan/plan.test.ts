import { appendFileSync, cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Artifact,
  configure,
  dirOf,
  Field,
  hashOf,
  invalidate,
  loadOrCreate,
  of,
  type Plan,
  type PlanNode,
  type PlanOptions,
  plan,
} from '@huldra/core';
import { describe, expect, test } from '@jest/globals';
import { targetOf } from '../../src/runtime/index.js';
import { openJob } from '../../src/store/index.js';
import { deferred, eachTestHasItsOwnRoot, rejection, snapshot } from '../runtime/support/rig.js';

const root = eachTestHasItsOwnRoot('plan');

/** What `create` of the classes below does with a label; the test sets it. */
let work: (label: string) => unknown = () => null;
/** What `validate` of `Judged` answers. */
let verdict: () => unknown = () => true;

@Artifact({ namespace: 'test-plan/Dataset' })
class Dataset {
  @Field() name = 'a';
  create(): unknown {
    return work(this.name);
  }
}

@Artifact({ namespace: 'test-plan/Tokenize' })
class Tokenize {
  @Field(() => Dataset) dataset = of(Dataset);
  @Field() vocab = 32_000;
  create(): unknown {
    return work(`vocab ${this.vocab}`);
  }
}

@Artifact({ namespace: 'test-plan/Train' })
class Train {
  @Field(() => Tokenize) tokens = of(Tokenize);
  @Field(() => Dataset) held = of(Dataset, { name: 'held out' });
  @Field() lr = 0.1;
  @Field({ secret: true }) key = 'sesame';
  create(): unknown {
    return work('train');
  }
}

@Artifact({ namespace: 'test-plan/Link' })
class Link {
  @Field() n = 0;
  @Field(() => Link, { optional: true }) below?: Link;
  create(): unknown {
    return work(`link ${this.n}`);
  }
}

@Artifact({ namespace: 'test-plan/Judged' })
class Judged extends Dataset {
  validate(): unknown {
    return verdict();
  }
}

@Artifact({ namespace: 'test-plan/Stubborn', retryFailed: false })
class Stubborn extends Dataset {}

@Artifact({ namespace: 'test-plan/Given' })
class Given {
  @Field() path = 'p';
  load(): string {
    return 'given by others';
  }
}

/** The same class in the course of time. */
function versioned(version: number): object {
  @Artifact({ namespace: 'test-plan/Versioned', version })
  class Versioned extends Dataset {}
  return of(Versioned);
}

const short = (artifact: object) => `${artifact.constructor.name} ${hashOf(artifact).slice(0, 7)}`;

/** `run Train: never computed` for each node, dependencies first. */
const outline = ({ nodes }: Plan): readonly string[] =>
  nodes.map(({ decision, ref, reason }) => `${decision} ${ref.className}: ${reason}`);

const only = async (artifact: object, options?: PlanOptions): Promise<PlanNode> => {
  const node = (await plan(artifact, options)).nodes.at(-1);
  if (node === undefined) throw new Error('the plan is empty');
  return node;
};

/** As `run` will: dependencies first. */
async function computeAll(artifact: object): Promise<void> {
  for (const { artifact: each } of (await plan(artifact)).nodes) await loadOrCreate(each);
}

const failWith = (message: string) => {
  work = () => {
    throw new TypeError(message);
  };
};

describe('a plan', () => {
  test('has each artifact once, dependencies first, with what would happen', async () => {
    work = () => null;
    const train = of(Train);
    expect(outline(await plan(train))).toEqual([
      'run Dataset: never computed',
      'run Tokenize: never computed',
      'run Dataset: never computed',
      'run Train: never computed',
    ]);
    await computeAll(train);
    const after = await plan([train, of(Train)]);
    expect(outline(after)).toEqual([
      'hit Dataset: published',
      'hit Tokenize: published',
      'hit Dataset: published',
      'hit Train: published',
    ]);
    expect(after.counts).toEqual({ hit: 4, run: 0, wait: 0, blocked: 0, skip: 0 });
    expect(after.targets).toEqual([after.nodes[3]]);
    expect(after.node(`test-plan/Train/${hashOf(train)}`)).toBe(after.nodes[3]);
  });

  test('changes nothing on disk, and makes no directory', async () => {
    await plan(of(Train));
    expect(readdirSync(root())).toEqual([]);
    work = () => null;
    await computeAll(of(Train));
    const before = snapshot(root());
    await plan([of(Train), of(Train, { lr: 1 })]);
    expect(snapshot(root())).toEqual(before);
  });

  test('of ten thousand artifacts in a chain has ten thousand nodes', async () => {
    work = () => null;
    await loadOrCreate(of(Link, { n: -1 }));
    let last = of(Link);
    for (let n = 1; n < 10_000; n += 1) last = of(Link, { n, below: last });
    const long = await plan(last);
    expect(long.counts.run).toBe(10_000);
    expect(long.nodes[0]?.reason).toBe('n -1 -> 0');
    expect(long.nodes.at(-1)?.reason).toBe('n -1 -> 9999, depends on Link');
    expect(long.criticalPath).toHaveLength(10_000);
  });

  test('of nothing is empty', async () => {
    const empty = await plan([]);
    expect(empty.nodes).toEqual([]);
    expect(empty.toString()).toBe('0 artifacts');
  });

  test('takes one artifact, a list or any iterable', async () => {
    for (const targets of [of(Dataset), [of(Dataset)], new Set([of(Dataset)])]) {
      expect((await plan(targets)).nodes).toHaveLength(1);
    }
  });
});

describe('the reason for a miss', () => {
  test('is how it differs from the nearest result of its class', async () => {
    work = () => null;
    for (const vocab of [1000, 32_000]) await loadOrCreate(of(Tokenize, { vocab }));
    await loadOrCreate(of(Tokenize, { vocab: 64_000, dataset: of(Dataset, { name: 'b' }) }));
    await loadOrCreate(of(Dataset));
    const node = await only(of(Tokenize, { vocab: 50_000 }));
    expect(node.reason).toMatch(/^vocab (1000|32000) -> 50000$/);
    expect(node.comparedWith?.changes).toEqual([{ path: 'vocab', before: expect.any(String), after: '50000' }]);
    expect(existsSync(node.comparedWith?.dir ?? '')).toBe(true);
  });

  test('is the newest of those that are equally near', async () => {
    work = () => null;
    await loadOrCreate(of(Dataset, { name: 'older' }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await loadOrCreate(of(Dataset, { name: 'newer' }));
    expect((await only(of(Dataset, { name: 'new' }))).reason).toBe('name newer -> new');
  });

  test('goes into what is held, when that is there already', async () => {
    work = () => null;
    await computeAll(of(Train));
    await loadOrCreate(of(Dataset, { name: 'other' }));
    const reason = (fields: object) => only(of(Train, fields)).then((node) => node.reason);
    expect(await reason({ held: of(Dataset, { name: 'other' }) })).toBe('held.name "held out" -> other');
    expect(await reason({ held: of(Dataset, { name: 'other' }), lr: 0.2 })).toMatch(/^(lr|held)[^,]+, (lr|held)[^,]+$/);
  });

  test('is the dependency, when that has to be computed because it changed', async () => {
    work = () => null;
    await computeAll(of(Train));
    const changed = of(Train, { tokens: of(Tokenize, { vocab: 50_000 }) });
    expect(outline(await plan(changed))).toEqual([
      'hit Dataset: published',
      'run Tokenize: vocab 32000 -> 50000',
      'hit Dataset: published',
      'run Train: depends on Tokenize',
    ]);
    const both = of(Train, { tokens: of(Tokenize, { vocab: 50_000 }), lr: 0.5 });
    expect((await only(both)).reason).toBe('lr 0.1 -> 0.5, depends on Tokenize');
  });

  test('names the version when the class has another', async () => {
    work = () => null;
    await loadOrCreate(versioned(1));
    expect((await only(versioned(2))).reason).toBe('version 1 -> 2');
  });

  test('knows results under earlier namespaces of the class', async () => {
    work = () => null;
    @Artifact({ namespace: 'test-plan/Old' })
    class Old extends Dataset {}
    @Artifact({ namespace: 'test-plan/Renamed', formerly: 'test-plan/Old' })
    class Renamed extends Dataset {}
    await loadOrCreate(of(Old));
    expect((await only(of(Renamed))).decision).toBe('hit');
    expect((await only(of(Renamed, { name: 'b' }))).reason).toBe('name a -> b');
  });

  test('is what was said when the result was invalidated', async () => {
    work = () => null;
    await loadOrCreate(of(Dataset));
    await invalidate(of(Dataset), 'wrong labels');
    expect(await only(of(Dataset))).toMatchObject({
      status: 'missing',
      decision: 'run',
      reason: 'invalidated: wrong labels',
    });
  });

  test('is the failure of the last attempt', async () => {
    failWith('no such file\nand more');
    await rejection(loadOrCreate(of(Dataset)));
    expect(await only(of(Dataset))).toMatchObject({
      status: 'failed',
      decision: 'run',
      reason: 'attempt failed: TypeError: no such file',
    });
  });

  test('is what validate said', async () => {
    work = () => null;
    verdict = () => true;
    await loadOrCreate(of(Judged));
    expect((await only(of(Judged))).decision).toBe('hit');
    verdict = () => false;
    expect(await only(of(Judged))).toMatchObject({
      status: 'success',
      decision: 'run',
      reason: 'validate returned false',
    });
  });

  test('is HULDRA_ALWAYS_RERUN for classes that it names', async () => {
    work = () => null;
    await computeAll(of(Tokenize));
    const elsewhere = join(root(), 'copy');
    cpSync(join(root(), 'data'), join(elsewhere, 'data'), { recursive: true });
    // What this process has computed it does not compute anew; a copy was computed by nobody.
    configure({ root: elsewhere, alwaysRerun: ['Tokenize'] });
    expect(outline(await plan(of(Tokenize)))).toEqual(['hit Dataset: published', 'run Tokenize: HULDRA_ALWAYS_RERUN']);
    configure({ alwaysRerun: ['ALL'] });
    expect((await plan(of(Tokenize))).counts).toMatchObject({ run: 2 });
    configure({ alwaysRerun: [] });
  });

  test('never tells a secret', async () => {
    work = () => null;
    await computeAll(of(Train));
    const text = JSON.stringify(await plan(of(Train, { lr: 1, key: 'open sesame' })));
    expect(text).toContain('lr');
    expect(text).not.toContain('sesame');
  });

  test('passes over results of the class that are damaged', async () => {
    work = () => null;
    const [sound, damaged] = [of(Dataset, { name: 'sound' }), of(Dataset, { name: 'damaged' })];
    for (const artifact of [sound, damaged]) await loadOrCreate(artifact);
    writeFileSync(join(dirOf(damaged), '.huldra', 'metadata.json'), '{"schemaVersion":1,"artifact":{}}');
    expect((await only(of(Dataset, { name: 'new' }))).reason).toBe('name sound -> new');
  });
});

describe('what somebody else has begun', () => {
  test('is waited for, and by whom and since when is said', async () => {
    const running = deferred();
    const begun = deferred();
    work = async () => {
      begun.resolve();
      await running.promise;
    };
    const request = loadOrCreate(of(Dataset));
    await begun.promise;
    const [dataset, tokens] = (await plan(of(Tokenize))).nodes;
    expect(dataset).toMatchObject({ status: 'running', decision: 'wait', owner: { pid: process.pid } });
    expect(dataset?.reason).toMatch(new RegExp(`^pid ${process.pid} on \\S+, since \\d{4}-\\S+Z$`));
    expect(tokens).toMatchObject({ decision: 'run' });
    running.resolve();
    await request;
  });

  test('or promised to a scheduler, is waited for', async () => {
    openJob(targetOf(of(Dataset)).layout, 'slurm', '4711', { fsync: false });
    expect(await only(of(Dataset))).toMatchObject({ status: 'queued', decision: 'wait', reason: 'job 4711 of slurm' });
  });
});

describe('what cannot be computed', () => {
  test('blocks all that depends on it: what failed and is not tried again', async () => {
    failWith('disk on fire');
    await rejection(loadOrCreate(of(Dataset)));
    const blocked = await plan(of(Train), { retryFailed: false });
    expect(outline(blocked)).toEqual([
      'blocked Dataset: attempt failed: TypeError: disk on fire; failed artifacts are not tried again (retryFailed)',
      `blocked Tokenize: ${short(of(Dataset))} failed and is not tried again`,
      'run Dataset: never computed',
      `blocked Train: ${short(of(Dataset))} failed and is not tried again`,
    ]);
    expect(blocked.nodes[3]?.blockedBy).toBe(blocked.nodes[0]);
    expect((await plan(of(Train))).counts.blocked).toBe(0);
  });

  test('by the class’s own policy, whatever the plan’s is', async () => {
    failWith('no');
    await rejection(loadOrCreate(of(Stubborn)));
    expect((await only(of(Stubborn), { retryFailed: true })).decision).toBe('blocked');
  });

  test('includes results whose proof is damaged', async () => {
    work = () => null;
    await loadOrCreate(of(Dataset));
    appendFileSync(join(dirOf(of(Dataset)), '.huldra', 'SUCCESS.json'), 'x');
    const [dataset, tokens] = (await plan(of(Tokenize))).nodes;
    expect(dataset).toMatchObject({ status: 'damaged', decision: 'blocked' });
    expect(dataset?.reason).toContain('SUCCESS.json is damaged');
    expect(tokens).toMatchObject({ decision: 'blocked', reason: `${short(of(Dataset))} is damaged` });
  });

  test('includes classes without a create method', async () => {
    expect(await only(of(Given))).toMatchObject({
      decision: 'blocked',
      reason: 'its class has no create() to compute it with',
    });
  });
});

describe('a result that is there', () => {
  test('needs nothing that it depends on, whatever became of that', async () => {
    work = () => null;
    await computeAll(of(Tokenize));
    await invalidate(of(Dataset), 'of no use any more');
    const after = await plan(of(Tokenize));
    expect(outline(after)).toEqual([
      'skip Dataset: not needed: what depends on it is there',
      'hit Tokenize: published',
    ]);
    expect(after.toString()).toContain('2 artifacts: 1 skip, 1 hit');
    await loadOrCreate(of(Dataset));
    appendFileSync(join(dirOf(of(Dataset)), '.huldra', 'SUCCESS.json'), 'x');
    expect((await plan(of(Tokenize))).nodes[0]).toMatchObject({ decision: 'skip', status: 'damaged' });
  });

  test('lets what it depends on be computed when somebody else needs that', async () => {
    work = () => null;
    await computeAll(of(Tokenize));
    await invalidate(of(Dataset), 'wrong');
    expect(outline(await plan([of(Tokenize), of(Tokenize, { vocab: 5 })]))).toEqual([
      'run Dataset: invalidated: wrong',
      'hit Tokenize: published',
      'run Tokenize: vocab 32000 -> 5',
    ]);
  });
});

describe('prices', () => {
  test('come from earlier attempts of the class, and are summed up', async () => {
    work = () => null;
    for (const vocab of [1, 2, 3]) await loadOrCreate(of(Tokenize, { vocab }));
    const priced = await plan([of(Tokenize, { vocab: 4 }), of(Tokenize, { vocab: 5 })]);
    const [first, second] = priced.targets;
    expect(first?.price).toMatchObject({ attempts: 3, medianMs: expect.any(Number), medianBytes: expect.any(Number) });
    expect(first?.price?.peakMemoryBytes).toBeGreaterThan(1e6);
    const { medianMs = 0 } = first?.price ?? {};
    expect(priced.totalMs).toBeCloseTo(2 * medianMs);
    expect(priced.criticalPathMs).toBeCloseTo(medianMs);
    expect(priced.criticalPath.at(-1)).toBe(second);
    expect(priced.unpriced).toBe(1);
  });

  test('are unknown for a class that was never computed', async () => {
    const unpriced = await plan(of(Train));
    expect(unpriced).toMatchObject({ totalMs: 0, criticalPathMs: 0, unpriced: 4 });
    expect(unpriced.nodes[0]?.price).toBe(undefined);
  });
});
