/** What it costs to start: whole processes, beside an empty one. */
import { join } from 'node:path';
import { nodeTime, script } from '../children.mjs';
import { figure, interleave } from '../measure.mjs';

export async function imports({ place, rounds }) {
  const root = join(place, 'imports');
  await nodeTime([script('one'), root, '0']);
  const samples = await interleave(
    {
      empty: () => nodeTime(['-e', '0']),
      imported: () => nodeTime([script('import')]),
      hit: () => nodeTime([script('one'), root, '0']),
      miss: (round) => nodeTime([script('one'), root, String(round + 10)]),
    },
    rounds * 2,
  );
  const beside = { unit: 'ms', beside: 'node -e 0', besides: samples.empty, by: 'difference' };
  return [
    figure({ id: 'import', what: "import 'huldra'", samples: samples.imported, goal: { below: 60 }, ...beside }),
    figure({ id: 'script-hit', what: 'a script with one hit', samples: samples.hit, goal: { below: 100 }, ...beside }),
    figure({ id: 'script-miss', what: 'a script with one miss', samples: samples.miss, ...beside }),
  ];
}
