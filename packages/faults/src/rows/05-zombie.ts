import { join } from 'node:path';
import { container, whyNoHosts } from '../rig/host.js';
import { inMemory } from '../rig/in-memory.js';
import { inLanes, sample } from '../rig/lanes.js';
import { Standbys } from '../rig/standbys.js';
import { whyNoStrace } from '../rig/strace.js';
import { Tally } from '../rig/tally.js';
import { untilHit } from '../rig/until-hit.js';
import { type Bench, type Outcome, outcome, type Row } from '../row.js';
import { examine, type Pair, type Stop, scenarios, stopsOf } from './05-takeover.js';

/** More than there are processors: most of the time they wait for a lease to run out. */
const lanes = 6;
/** A short lease, so that others need not wait long; the heart beats six times in it. */
const env = { HULDRA_LEASE_SECS: '1.8', HULDRA_HEARTBEAT_SECS: '0.3' };

/** Every other one sees the /proc of its parent, whose numbers mean nothing to it, as after a plain `unshare --pid`. */
function otherHost(lane: number): readonly string[] {
  const command = container(`huldra-other-${lane}`);
  return lane % 2 === 0 ? command : command.filter((word) => word !== '--mount-proc');
}

export const zombie: Row = {
  id: 5,
  fault:
    'an owner is stopped at every system call of a miss or an invalidation, another host takes over, the owner goes on',
  promise: 'what the others published or invalidated stays so; the owner gets a right value or a LostClaimError',
  async run(bench) {
    const why = whyNoStrace() ?? whyNoHosts();
    return why === undefined ? inMemory(bench, stopEverywhere) : { verdict: 'skipped', why };
  },
};

async function stopEverywhere(bench: Bench): Promise<Outcome> {
  const { execArgv, directory, scale } = bench;
  const options = { execArgv, env, warmUp: join(directory, 'warm') };
  const zombies = new Standbys(lanes, () => options);
  const others = new Standbys(lanes, (lane) => ({ ...options, wrapper: otherHost(lane) }));
  const pairOf = async (lane: number): Promise<Pair> => ({
    zombie: await zombies.get(lane),
    other: await others.get(lane),
  });
  const tally = new Tally();
  try {
    const all: Stop[] = [];
    for (const scenario of scenarios) all.push(...(await stopsOf(bench, scenario, await pairOf(0))));
    await inLanes(lanes, scale === 'full' ? all : sample(all, 12), async (stop, lane, number) => {
      const problems = await untilHit(stop.point, async (point, attempt) =>
        examine(bench, `run ${number}.${attempt}`, { ...stop, point }, await pairOf(lane)),
      );
      tally.add(`${stop.scenario.name}, stopped at ${stop.point.call} ${stop.point.nth}`, problems);
    });
  } finally {
    await zombies.end();
    await others.end();
  }
  return outcome(tally.summary('false success', 'changed', 'hung', 'unrecovered'), tally.problems);
}
