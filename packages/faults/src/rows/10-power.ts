import { outcome, type Row } from '../row.js';
import { type Aftermath, failPower, type PowerFailure } from './10-power-failure.js';

export const power: Row = {
  id: 10,
  fault: 'power failure on ext4 and xfs while artifacts are published',
  promise: 'every result that was reported is there and whole; without fsync damage is an error, never a wrong value',
  async run(bench) {
    const safe: Aftermath[] = [];
    const unsafe: Aftermath[] = [];
    const failures = bench.scale === 'full' ? [...all, ...all, ...all] : some;
    const queue = [...failures.entries()];
    const worker = async (): Promise<string | undefined> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [number, failure] = next;
        const aftermath = await failPower(bench, number, failure);
        if (typeof aftermath === 'string') return aftermath;
        (failure.fsync ? safe : unsafe).push(aftermath);
      }
      return undefined;
    };
    const [why] = (await Promise.all([worker(), worker(), worker()])).filter((reason) => reason !== undefined);
    const aftermaths = [...safe, ...unsafe];
    if (why !== undefined && aftermaths.length === 0) return { verdict: 'skipped', why };
    const problems = aftermaths.flatMap((aftermath) => aftermath.problems);
    if (why !== undefined) problems.push(why);
    return outcome(`${figuresOf(safe)}; with HULDRA_FSYNC=false ${figuresOf(unsafe)}`, problems);
  },
};

const all = (['ext4', 'xfs'] as const).flatMap((disk) =>
  (['written', 'lost'] as const).flatMap((journal): PowerFailure[] => [
    { disk, journal, fsync: true, isCalm: false },
    { disk, journal, fsync: true, isCalm: true },
    { disk, journal, fsync: false, isCalm: false },
  ]),
);

const some: readonly PowerFailure[] = [
  { disk: 'ext4', journal: 'written', fsync: true, isCalm: false },
  { disk: 'xfs', journal: 'lost', fsync: true, isCalm: true },
  { disk: 'ext4', journal: 'written', fsync: false, isCalm: false },
];

function figuresOf(aftermaths: readonly Aftermath[]): string {
  const sum = (of: (aftermath: Aftermath) => number): number => aftermaths.reduce((total, one) => total + of(one), 0);
  const counts = `${sum(({ lost }) => lost)} lost, ${sum(({ damaged }) => damaged)} damaged, ${sum(({ wrong }) => wrong)} wrong`;
  return `${aftermaths.length} failures, ${sum(({ reported }) => reported)} results reported: ${counts}`;
}
